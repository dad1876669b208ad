import { describe, expect, test } from '@jest/globals';
import { ofAccount, ofAlert, ofNumber, ofRestrictions, ofStandIns, ofTemplates } from './attention.ts';
import type { Attention } from './attention.ts';
import { isNew, reread, told } from './catalogue.ts';
import type { KnownTemplate } from './catalogue.ts';

const content = {
  id: 't1',
  name: 'update',
  language: 'en',
  category: 'UTILITY',
  status: 'APPROVED',
  body: 'b',
  variables: 0,
  names: [],
  needs: '',
  quality: '',
};
const known = (more: Partial<KnownTemplate> = {}): KnownTemplate => ({ ...content, readAt: 10, changedAt: 0, version: 1, ...more });
const news = (more: object) => ({ templateId: 't1', name: '', language: '', status: '', category: '', quality: '', ...more });

describe('a reading of the catalogue', () => {
  test('makes new ones known, forgets those that are gone, and an older one changes nothing', () => {
    expect(reread([], [content], 10)).toEqual([known()]);
    expect(reread([known()], [], 11)).toEqual([]);
    expect(reread([known()], [], 9)).toBeUndefined();
  });
  test.each<[string, Partial<KnownTemplate>]>([
    ['body', { body: 'other' }],
    ['status', { status: 'PAUSED' }],
    ['category', { category: 'MARKETING' }],
    ['quality', { quality: 'RED' }],
    ['variables', { variables: 1 }],
    ['names', { names: ['a'] }],
    ['needs', { needs: 'HEADER' }],
    ['name', { name: 'renamed' }],
  ])('is a version further where the %s is another; else not', (_what, change) => {
    expect(reread([known()], [{ ...content, ...change }], 11)).toEqual([known({ ...change, readAt: 11, version: 2 })]);
    expect(reread([known(change)], [{ ...content, ...change }], 11)).toEqual([known({ ...change, readAt: 11 })]);
  });
  test('leaves what is newer: state, category and quality by later news; a quality that was not told stays', () => {
    const changed = known({ status: 'PAUSED', category: 'MARKETING', quality: 'RED', changedAt: 12 });
    expect(reread([changed], [{ ...content, body: 'new' }], 11)).toEqual([{ ...changed, body: 'new', readAt: 11, version: 2 }]);
    expect(reread([changed], [content], 12)).toEqual([known({ quality: 'RED', changedAt: 12, readAt: 12, version: 2 })]);
  });
});

describe('news of one template', () => {
  test('by its id, or by name and language where Meta names none', () => {
    expect(told([known()], news({ status: 'PAUSED' }), 11)).toEqual([known({ status: 'PAUSED', changedAt: 11, version: 2 })]);
    expect(told([known()], news({ templateId: '', name: 'update', language: 'en', quality: 'RED' }), 11)).toEqual([
      known({ quality: 'RED', changedAt: 11, version: 2 }),
    ]);
    expect(
      [news({ templateId: 't2', status: 'PAUSED' }), news({ templateId: '', name: 'update', language: 'de', status: 'PAUSED' })].flatMap(
        (one) => told([known()], one, 11),
      ),
    ).toEqual([]);
  });
  test('an older word than the last one, or than the reading, changes nothing; one as old as they does', () => {
    expect([told([known()], news({ status: 'PAUSED' }), 9), told([known({ changedAt: 12 })], news({ status: 'PAUSED' }), 11)]).toEqual([
      [],
      [],
    ]);
    expect(
      [told([known()], news({ status: 'PAUSED' }), 10), told([known({ changedAt: 12 })], news({ status: 'PAUSED' }), 12)].map(
        ([one]) => one?.status,
      ),
    ).toEqual(['PAUSED', 'PAUSED']);
  });
  test('the same again is no version', () =>
    expect(told([known({ status: 'PAUSED' })], news({ status: 'PAUSED' }), 11)).toEqual([known({ status: 'PAUSED', changedAt: 11 })]));
});

describe('somebody is called', () => {
  const word = ({ what, over }: Attention): string => (over ? `over: ${what}` : what);
  const troubles = (before: Partial<KnownTemplate>, after: Partial<KnownTemplate>) =>
    ofTemplates([known(before)], [known(after)])
      .filter(({ over }) => !over)
      .map(({ what }) => what);
  test.each(['PAUSED', 'DISABLED', 'REJECTED', 'LOCKED'])('a template is %s: once', (status) => {
    expect(troubles({}, { status })).toEqual([`TEMPLATE_${status}`]);
    expect(troubles({ status }, { status })).toEqual([]);
  });
  test('its quality is red, or its category another: once', () => {
    expect([
      troubles({}, { quality: 'RED' }),
      troubles({ quality: 'RED' }, { quality: 'RED' }),
      troubles({ quality: 'RED' }, { quality: 'GREEN' }),
    ]).toEqual([['TEMPLATE_QUALITY_RED'], [], []]);
    expect([troubles({}, { category: 'MARKETING' }), troubles({ category: 'MARKETING' }, { category: 'MARKETING' })]).toEqual([
      ['TEMPLATE_CATEGORY'],
      [],
    ]);
  });
  test('not for one that is seen for the first time, is approved, or is advertising: the gate never used it', () => {
    expect(ofTemplates([], [known({ status: 'PAUSED', quality: 'RED' })])).toEqual([]);
    expect([troubles({ status: 'PAUSED' }, {}), troubles({ category: 'MARKETING' }, { category: 'MARKETING', status: 'PAUSED' })]).toEqual([
      [],
      [],
    ]);
  });
  test("once for all that befell, with Meta's code", () =>
    expect(
      ofTemplates(
        [known(), known({ id: 't2', language: 'de' })],
        [known({ status: 'PAUSED' }), known({ id: 't2', language: 'de', status: 'PAUSED' })],
        'ABUSIVE',
      ),
    ).toEqual([{ what: 'TEMPLATE_PAUSED', why: 'ABUSIVE', subjects: ['update en', 'update de'] }]));

  test('it is over when Meta takes it back, one trouble in place of another too; what was none is not', () => {
    const after = (then: Partial<KnownTemplate>, now: Partial<KnownTemplate>) => ofTemplates([known(then)], [known(now)]).map(word);
    expect(after({ status: 'PAUSED' }, {})).toEqual(['over: TEMPLATE_PAUSED']);
    expect(after({ status: 'PAUSED', quality: 'RED' }, { status: 'DISABLED' })).toEqual([
      'TEMPLATE_DISABLED',
      'over: TEMPLATE_PAUSED',
      'over: TEMPLATE_QUALITY_RED',
    ]);
    expect(after({ category: 'MARKETING' }, {})).toEqual(['over: TEMPLATE_CATEGORY']);
    expect(after({}, { status: 'PENDING' })).toEqual([]);
  });

  describe('for want of a template that goes out by itself', () => {
    const update = known({ id: 'u', name: 'conversation_update' });
    const rating = known({ id: 'r', name: 'csat_rating', language: 'de' });
    const both = [update, rating, known({ id: 'e', name: 'csat_rating', language: 'en_US' })];
    const missing = (before: readonly KnownTemplate[] | undefined, after: readonly KnownTemplate[], lost: readonly Attention[] = []) =>
      ofStandIns(before, after, lost).flatMap((one) => one.subjects.map((subject) => `${word(one)} ${subject}`));
    test('at the first reading, also of an account without any; a language that its fallback serves misses none', () => {
      const none = ['conversation_update en', 'conversation_update de', 'csat_rating en', 'csat_rating de'];
      expect(missing(undefined, [])).toEqual(none.map((one) => `TEMPLATE_MISSING ${one}`));
      expect(missing(undefined, [update, rating])).toEqual(['TEMPLATE_MISSING csat_rating en']);
      expect(missing(undefined, both)).toEqual([]);
    });
    test('made with variables, a picture or of another category it is none; under review it is on its way', () => {
      for (const wrong of [{ variables: 1 }, { needs: 'HEADER' }, { category: 'MARKETING' }, { status: 'REJECTED' }])
        expect(missing(undefined, [...both.slice(1), { ...update, ...wrong }])).toHaveLength(2);
      expect(missing(undefined, [...both.slice(1), { ...update, status: 'PENDING' }])).toEqual([]);
    });
    test('once, until there is one; what was told as paused is not told as missing too', () => {
      expect(missing([update, rating], [update, rating])).toEqual([]);
      expect(missing(both, [rating])).toEqual([
        'TEMPLATE_MISSING conversation_update en',
        'TEMPLATE_MISSING conversation_update de',
        'TEMPLATE_MISSING csat_rating en',
      ]);
      expect(missing([update, rating], both)).toEqual(['over: TEMPLATE_MISSING csat_rating en']);
      const paused = both.map((one) => (one.id === 'u' ? { ...one, status: 'PAUSED' } : one));
      expect(missing(both, paused, ofTemplates(both, paused))).toEqual([]);
    });
    test('a reading of which nothing was known is the first', () => {
      expect([isNew([], []), isNew([], [update]), isNew([rating], [update]), isNew([update], [update, rating])]).toEqual([
        true,
        true,
        true,
        false,
      ]);
    });
  });

  const row = (restriction: string, until = 0, scope = '*') => ({ scope, restriction, until });
  test('a restriction that was not in force: also again after its time, also of another number', () => {
    const set = [
      row('BANNED'),
      row('RESTRICTED_BIZ_INITIATED_MESSAGING', 9),
      row('NUMBER_FLAGGED', 0, 'n1'),
      row('NUMBER_QUALITY_RED', 0, 'n1'),
    ];
    expect(ofRestrictions([], set, 5).map(({ what, why }) => [what, why])).toEqual([
      ['ACCOUNT_BANNED', 'BANNED'],
      ['ACCOUNT_RESTRICTED', 'RESTRICTED_BIZ_INITIATED_MESSAGING'],
      ['NUMBER_FLAGGED', 'NUMBER_FLAGGED'],
      ['NUMBER_QUALITY_RED', 'NUMBER_QUALITY_RED'],
    ]);
    expect(ofRestrictions(set, set, 5)).toEqual([]);
    expect(ofRestrictions(set, set, 9).map(({ what }) => what)).toEqual(['ACCOUNT_RESTRICTED']);
    expect(ofRestrictions([row('NUMBER_FLAGGED', 0, 'n1')], [row('NUMBER_FLAGGED', 0, 'n2')], 5)).toHaveLength(1);
  });
  test.each([
    [{ event: 'DISABLED_UPDATE', ban: 'SCHEDULE_FOR_DISABLE', violation: '' }, ['ACCOUNT_BAN_ANNOUNCED']],
    [{ event: 'ACCOUNT_VIOLATION', ban: '', violation: 'SCAM' }, ['ACCOUNT_VIOLATION']],
    [{ event: 'REVIEW_REJECTED', ban: '', violation: '' }, ['ACCOUNT_REVIEW_REJECTED']],
    [{ event: 'REVIEW_APPROVED', ban: 'REINSTATE', violation: '' }, ['over: ACCOUNT_BAN_ANNOUNCED', 'over: ACCOUNT_REVIEW_REJECTED']],
  ])('of the account: %j: %j', (said, whats) => expect(ofAccount(said).map(word)).toEqual(whats));
  test.each([
    ['DOWNGRADE', ['NUMBER_LIMIT_LOWERED']],
    ['NAME_REJECTED', ['NUMBER_NAME_REJECTED']],
    ['NAME_APPROVED', ['over: NUMBER_NAME_REJECTED']],
    ['UPGRADE', ['over: NUMBER_LIMIT_LOWERED']],
    ['THROUGHPUT_UPGRADE', []],
  ])('of a number: %s: %j', (event, whats) => expect(ofNumber({ event }).map(word)).toEqual(whats));
  test("an alert of Meta's that is not over, and a send that Meta refused for the account's sake", () => {
    expect(ofAlert({ alert: 'SEND_REFUSED_131031', status: 'ACTIVE' })).toEqual([{ what: 'SEND_REFUSED', why: '131031', subjects: [] }]);
    expect(ofAlert({ alert: 'SEND_REFUSED_131031', status: 'RESOLVED' })).toEqual([
      { what: 'SEND_REFUSED', why: '131031', subjects: [], over: true },
    ]);
    expect(
      [ofAlert({ alert: 'SOMETHING', status: 'ACTIVE' }), ofAlert({ alert: 'SOMETHING', status: 'RESOLVED' })].map((all) =>
        all.map((one) => [word(one), one.why]),
      ),
    ).toEqual([[['META_ALERT', 'SOMETHING']], [['over: META_ALERT', 'SOMETHING']]]);
  });
});
