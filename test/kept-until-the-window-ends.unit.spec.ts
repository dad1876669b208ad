import { testTime } from '@frontdesk/testing';
import { expect, test } from '@jest/globals';
import { SpineInMemory } from './spine-in-memory.ts';

const [minute, hour] = [60_000, 3_600_000];
/** by this choice the bot keeps what it is asked, and what is sent arrives */
const keeping = 38;

function readAll(spine: SpineInMemory): void {
  for (let records = 0; spine.deliver(0, keeping); records += 1) if (records > 5_000) throw new Error('no end');
}

/** The customer asks, and the shop stays away for as long. */
function asked(until: number): SpineInMemory {
  const spine = new SpineInMemory();
  spine.customerWrites('Where is my order?');
  readAll(spine);
  while (spine.nextDue <= until) {
    spine.clockFires(0);
    readAll(spine);
  }
  return spine;
}

const since = ({ read }: SpineInMemory) => read.map(({ at, words }) => [Math.round((at - testTime) / minute), words]);

test('who was told that their question is kept is asked, before their window ends, whether they may be written to later, and told how it ends', () => {
  const spine = asked(testTime + 24 * hour);
  expect(since(spine).slice(0, 4)).toEqual([
    [0, 'Here you are.'],
    [23.5 * 60, expect.stringContaining('May we write to you here about it later too?')],
    [23 * 60 + 50, expect.stringContaining('Our team will take it from here')],
    [23 * 60 + 50, expect.stringContaining('I am bringing a colleague into this chat.')],
  ]);
  expect([spine.state.owner, spine.state.held]).toEqual(['queue', []]);
});

test('and not asked a second time by the acknowledgement', () => {
  const questions = asked(testTime + 24 * hour).read.filter(({ words }) => words.includes('yes or no'));
  expect(questions).toHaveLength(1);
});
