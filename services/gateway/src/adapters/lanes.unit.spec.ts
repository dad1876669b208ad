import { setImmediate as later } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { Lanes } from './lanes.ts';

test('while no transaction can begin, lanes wait for the sweeper: each poke is asked for once, and said once', async () => {
  let asked = 0;
  const inbox = {
    beside: async () => {
      asked += 1;
      await later();
      if (asked <= 5) throw new Error('the database is away');
    },
  };
  const said: unknown[] = [];
  const logger = { error: (_message: string, _error: unknown, fields: unknown) => said.push(fields) };
  const none = undefined as never;
  const lanes = new Lanes(inbox as never, none, none, none, none, none, logger as never);
  lanes.poke('one');
  lanes.poke('two');
  for (let turn = 0; turn < 20; turn += 1) await later();
  expect([asked, said]).toEqual([1, [{ lanes: 2 }]]);
});
