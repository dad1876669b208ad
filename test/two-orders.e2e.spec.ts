import { expect, test } from '@jest/globals';
import { saying, until } from '@frontdesk/demo';
import { query } from './database.ts';
import { onBus } from './on-both-buses.ts';

const period = 12_000;

onBus(
  'embedded',
  'a customer who asks about two orders',
  (system) => {
    /** What comes together is one turn. @returns what the customer reads to it */
    async function asks(number: string, answers: number, ...texts: string[]): Promise<string[]> {
      const phone = system().world.phone(number);
      const before = (await phone.received()).length;
      const gathered = async () =>
        (await query(system(), "SELECT FROM audit_logger.wa_events WHERE event_type = 'MessageGathered'")).length;
      for (const words of texts) {
        const known = await gathered();
        await phone.write(words);
        await until('it to be gathered', async () => (await gathered()) > known);
      }
      await system().world.advance(period);
      const bubbles = await phone.next(before, answers, `the answers to ${texts.join()}`);
      return bubbles.map((bubble) => saying([bubble]));
    }

    test.each([
      ['in two messages', '+15550100981', ['Where is my order FD-10234?', 'and where is FD-10311?']],
      ['in one message', '+15550100982', ['Where are my orders FD-10234 and FD-10311?']],
    ])(
      '%s proves one, reads of it, and is asked for the other',
      async (_how, number, texts) => {
        const [asked] = await asks(number, 1, ...texts);
        expect(asked).toMatch(/need to check that order FD-10234 is yours.* Order FD-10311 comes after that\./s);
        const [first, next] = await asks(number, 2, 'FD-10234 2767');
        expect([first, next]).toEqual([
          expect.stringMatching(/order FD-10234 has been shipped/),
          expect.stringMatching(/^Before I can tell you more, I need to check that order FD-10311 is yours/),
        ]);
        expect(await asks(number, 1, 'FD-10311 A1BB')).toEqual([expect.stringMatching(/order FD-10311 is out for delivery/)]);
        expect((await system().world.phone(number).received()).length).toBe(4);
      },
      120_000,
    );

    test('gives the proof with the question, and reads of it at once', async () => {
      const [first, next] = await asks('+15550100983', 2, 'Where are FD-10234 and FD-10311, postcode 2767?');
      expect(first).toMatch(/order FD-10234 has been shipped/);
      expect(next).toMatch(/need to check that order FD-10311 is yours/);
      expect(await asks('+15550100983', 1, 'FD-10311 0000')).toEqual([expect.stringMatching(/does not match.*2 attempts left/s)]);
      expect(await asks('+15550100983', 1, 'FD-10311 A1BB')).toEqual([expect.stringMatching(/order FD-10311 is out for delivery/)]);
      // one that fails is one of three, and what follows it is judged as if it had been asked for
      expect(await asks('+15550100984', 1, 'FD-10311 0000')).toEqual([expect.stringMatching(/does not match.*2 attempts left/s)]);
      expect(await asks('+15550100984', 1, 'sorry, A1BB')).toEqual([expect.stringMatching(/order FD-10311 is out for delivery/)]);
    }, 120_000);

    test('nothing is owed after it, and every question was answered', async () => {
      const rows = await query<{ open: unknown[]; held: unknown[]; challenge?: unknown }>(
        system(),
        `SELECT decider->'open' AS open, decider->'held' AS held, decider->'challenge' AS challenge FROM policy.conversations`,
      );
      expect(rows.map(({ open, held, challenge }) => [open, held, challenge ?? null])).toEqual(rows.map(() => [[], [], null]));
    });
  },
  { QUIET_PERIOD_MS: String(period) },
);
