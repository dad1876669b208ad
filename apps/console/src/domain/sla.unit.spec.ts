import { describe, expect, test } from '@jest/globals';
import { defaultPolicy } from '@frontdesk/sla';
import type { SlaPolicy } from '../api/sla.ts';
import { changesOf, edited, minutesOf, noEdits, refusalWords, rowsOf, wrongFields } from './sla.ts';

const policy: SlaPolicy = defaultPolicy;
const onWhatsapp = structuredClone(policy);
onWhatsapp.matrix.vip.refund.on = { whatsapp: { firstResponse: 2, nextResponse: 2, acceptance: 2, resolution: 120 } };

test.each([
  ['15', 15],
  [' 0,5 ', 0.5],
  ['1.5', 1.5],
  ['', NaN],
  ['-1', NaN],
  ['1e3', NaN],
  ['soon', NaN],
])('"%s" is %p minutes', (typed, minutes) => expect(minutesOf(typed)).toBe(minutes));

describe('what somebody has changed', () => {
  const edits = {
    ...noEdits,
    zone: 'Europe/Vienna',
    week: { sat: [] },
    dates: { '2026-12-24': [], '2026-12-28': [{ from: '10:00', to: '12:00' }], '2026-12-25': null },
    minutes: { 'matrix.retail.general.firstResponse': '90' },
  };

  test('is what changes, in words, and the policy that is saved', () => {
    const after = edited(policy, edits);
    expect(changesOf(policy, after)).toEqual([
      'Retail, anything else, first answer: 90 min, was 60 min',
      'Saturday: closed, was 10:00–14:00',
      'Thu, 24 Dec 2026: closed, was 09:00–12:00',
      'Fri, 25 Dec 2026: like any other of its weekday, was closed',
      'Mon, 28 Dec 2026: 10:00–12:00, was like any other of its weekday',
      'Time zone: Europe/Vienna, was Europe/Berlin',
    ]);
    expect(changesOf(policy, edited(policy, noEdits))).toEqual([]);
    expect(after.matrix.retail.general).toEqual({ ...policy.matrix.retail.general, firstResponse: 90 });
  });

  test('is made over what a colleague has saved meanwhile, of which nothing is lost', () => {
    const theirs = edited(policy, {
      ...noEdits,
      week: { sun: [{ from: '10:00', to: '12:00' }] },
      minutes: { 'matrix.vip.refund.firstResponse': '3' },
    });
    const both = edited(theirs, edits);
    expect(changesOf(theirs, both)).toEqual(changesOf(policy, edited(policy, edits)));
    expect(both).toMatchObject({ calendar: { week: { sun: [{ from: '10:00' }] } }, matrix: { vip: { refund: { firstResponse: 3 } } } });
  });

  test('may be an earlier policy as a whole', () => {
    const now = edited(policy, edits);
    expect(changesOf(policy, edited(now, { ...noEdits, instead: policy }))).toEqual([]);
  });

  test('of a channel is that channel’s alone', () => {
    expect(rowsOf(onWhatsapp)).toHaveLength(13);
    const after = edited(onWhatsapp, { ...noEdits, minutes: { 'matrix.vip.refund.on.whatsapp.firstResponse': '4' } });
    expect(changesOf(onWhatsapp, after)).toEqual(['VIP, refund, on WhatsApp, first answer: 4 min, was 2 min']);
    expect(changesOf(onWhatsapp, policy)).toEqual(['VIP, refund, on WhatsApp: as on every channel']);
    expect(changesOf(policy, onWhatsapp)[0]).toBe('VIP, refund, on WhatsApp, first answer: 2 min, was as on every channel');
  });
});

test('what cannot be saved is named before it is sent', () => {
  const minutes = { 'matrix.vip.refund.firstResponse': '', 'matrix.trade.general.resolution': '0' };
  const half = [{ from: '09:00', to: '' }];
  expect(wrongFields(policy)).toEqual([]);
  expect(wrongFields(edited(policy, { ...noEdits, minutes, week: { mon: half }, dates: { '2026-12-24': half } }))).toEqual([
    'matrix.vip.refund.firstResponse',
    'matrix.trade.general.resolution',
    'calendar.week.mon',
    'calendar.dates.2026-12-24',
  ]);
});

test.each([
  [['policy.matrix.vip.refund.firstResponse'], 'VIP, refund, first answer'],
  [['policy.matrix.vip.refund.on.whatsapp.resolution'], 'VIP, refund, on WhatsApp, solved'],
  [['policy.calendar.week.mon.0.from', 'policy.calendar.week.mon.0.to'], 'Monday'],
  [['policy.calendar.week'], 'the opening hours: no day is open'],
  [['policy.calendar.dates.2026-02-30'], '2026-02-30'],
  [['policy.calendar.zone', 'reason'], 'the time zone: it is not known; the reason, 3 to 200 characters'],
  [['policy.matrix'], 'what is promised: it is more than a year of opening hours'],
  [['policy.shifts'], 'shifts'],
])('%p is told as: %s', (fields, words) => expect(refusalWords(fields)).toBe(`Nothing was saved. Please look at: ${words}.`));
