import { expect, test } from '@jest/globals';
import { saying } from '@frontdesk/demo';
import { query } from './database.ts';
import { onBus } from './on-both-buses.ts';

onBus('embedded', 'a customer who asks about two matters in one message', (system) => {
  /** @returns what the customer reads to it */
  async function asks(number: string, answers: number, words: string): Promise<string[]> {
    const phone = system().world.phone(number);
    const before = (await phone.received()).length;
    await phone.write(words);
    const bubbles = await phone.next(before, answers, `the answers to ${words}`);
    return bubbles.map((bubble) => saying([bubble]));
  }

  test.each([
    ['+15550100985', 'Where is FD-10234? And what are your opening hours?', /Monday/, /^Before I can tell you more.*FD-10234 is yours/s],
    [
      '+15550100986',
      'Hi! Wann kommt meine Bestellung FD-10234, und kann ich die Adresse noch ändern?',
      /Adresse/,
      /^Bevor ich mehr sagen kann.*FD-10234 Ihre ist/s,
    ],
  ])(
    '%s reads of the one, is asked for the proof of the other, and reads of that: %s',
    async (number, words, page, asked) => {
      expect(await asks(number, 2, words)).toEqual([expect.stringMatching(page), expect.stringMatching(asked)]);
      expect(await asks(number, 1, 'FD-10234 2767')).toEqual([expect.stringContaining('FD-10234')]);
      expect((await system().world.phone(number).received()).length).toBe(3);
    },
    120_000,
  );

  test('nothing is owed after it', async () => {
    const rows = await query<{ open: unknown[]; held: unknown[] }>(
      system(),
      `SELECT decider->'open' AS open, decider->'held' AS held FROM policy.conversations`,
    );
    expect(rows.map(({ open, held }) => [open, held])).toEqual(rows.map(() => [[], []]));
  });
});
