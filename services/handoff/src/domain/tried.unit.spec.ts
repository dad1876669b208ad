import { describe, expect, test } from '@jest/globals';
import { message, testTime } from '@frontdesk/testing';
import { asked, desk, fence, minute } from './harness.spec.ts';
import { newsOf } from './tried.ts';

const trial = { candidate: 'm reply-1', cohort: 'candidate' };
const answered = (replyId: string, more: object = {}, after = 0, number = 1) =>
  message(
    'ReplyProposed',
    { replyId, answerOk: true, wording: 'said', trial, ...more },
    { ...fence(1, 1, number), decidedAt: testTime + after },
  );
const later = { now: testTime + minute };
/** What each message shows that the ones before it did not. */
const shown = (...messages: Parameters<ReturnType<typeof desk>['hears']>) => {
  const one = desk(later);
  return messages.map((each) => {
    const before = one.desk();
    return newsOf(new Map([['conversation-1', before]]), [one.hears(each).desk()]).map(({ id, isAnswered, neededPeople }) =>
      [id, isAnswered ? 'answered' : '', neededPeople ? 'needed people' : ''].filter((part) => part !== '').join(', '),
    );
  });
};

describe('a case in which something is tried', () => {
  test('is told of with its first answer, and once more when its customer asks for a person', () =>
    expect(shown(answered('r1'), answered('r2', { wording: 'refused' }), asked(), asked())).toEqual([
      ['r1, answered'],
      [],
      ['r1, needed people'],
      [],
    ]));
  test('is not one that people had before it was answered, or have for another reason', () => {
    expect(shown(asked(), answered('r1', {}, 2 * minute))).toEqual([[], ['r1, answered']]);
    for (const handoffReason of ['VIP', 'BOT_OFF']) expect(shown(answered('r1'), asked({ handoffReason }))).toEqual([['r1, answered'], []]);
  });
  test('whose answer is read after what its customer wrote to it is told of as a whole', () =>
    expect(shown(asked(), answered('r1'))).toEqual([[], ['r1, answered, needed people']]));
  test('is another one in the next case, and for another candidate', () =>
    expect(shown(answered('r1'), answered('r2', { trial: { ...trial, candidate: 'n reply-1' } }), answered('r3', {}, 0, 2))).toEqual([
      ['r1, answered'],
      ['r2, answered'],
      ['r3, answered'],
    ]));
  test('is none where nothing was answered on evidence, or nothing is tried', () =>
    expect(shown(answered('r1', { answerOk: false }), answered('r2', { trial: undefined }), asked())).toEqual([[], [], []]));
  test('is told of once, whatever a batch says of it', () => {
    const one = desk(later);
    const before = new Map([['conversation-1', one.desk()]]);
    const stages = [answered('r1'), answered('r2'), asked()].map((each) => one.hears(each).desk());
    expect(newsOf(before, stages)).toMatchObject([{ id: 'r1', wording: 'said', isAnswered: true, neededPeople: true }]);
  });
});
