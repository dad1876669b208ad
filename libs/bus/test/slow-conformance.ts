import { expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import type { Fact } from '@frontdesk/contracts';
import { CrashError } from '../src/process/errors.ts';
import { SlowWork } from '../src/process/slow-work.ts';
import type { SlowHandler } from '../src/process/slow-work.ts';
import { READ, batchOf, conversation, effect, input, routed, upTo } from './process-world.ts';
import type { Identity, World } from './process-world.ts';

const SECONDS = 1_000;
type Handler = SlowHandler<'nlu-router', typeof READ, { number: number }, string>;

/** The outcome says how the message is to be taken: 'now' concludes at once. */
const handler = (more: Partial<Handler> = {}): Handler => ({
  plan: async (_tx, messages) =>
    messages.map((message) =>
      message.data.outcome === 'now' ? { facts: [routed(message)] } : { plan: { number: message.data.attemptsLeft } },
    ),
  run: async ({ number }) => `did ${number}`,
  conclude: async (tx, message) => {
    await effect(tx, [message]);
    return [routed(message)];
  },
  attempts: 2,
  ...more,
});

/** What slow work promises: it ends, once, in order, whatever happens on the way. */
export function slowConformance(world: () => World): void {
  const slowWork = (onStep?: (step: string) => void, leaseMs = 300) => {
    const inbox = world().inbox(onStep ? { onStep } : {});
    const slow = new SlowWork(inbox, { leaseMs });
    return { inbox, slow };
  };

  test(
    'slow work of a conversation ends in order, and what was decided at once waits for its turn',
    async () => {
      const [a, b] = [conversation(), conversation()];
      const { slow } = slowWork();
      const order: number[] = [];
      let open!: () => void;
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      const messages = [input(a, 0), input(a, 1, 'now'), input(a, 2), input(b, 3)];
      await slow.process(
        batchOf(messages),
        handler({
          run: async ({ number }) => {
            if (number === 0) await opened;
            order.push(number);
            return '';
          },
        }),
      );
      await eventually(() => world().outputs(b).length === 1);
      expect(world().outputs(a)).toEqual([]);
      open();
      await eventually(() => world().outputs(a).length === 3);
      expect(world().outputs(a)).toEqual(['m0', 'm1', 'm2']);
      expect(order).toEqual([3, 0, 2]);
      const first = world().of(world().routed, a)[0]!.message.envelope;
      expect(first).toMatchObject({ causes: [messages[0]!.envelope.id], fence: { turn: 0 }, occurredAt: messages[0]!.envelope.occurredAt });
      expect(world().of(world().routed, a)[1]!.message.envelope.causes).toEqual([messages[1]!.envelope.id]);
    },
    60 * SECONDS,
  );

  const moments = ['after the plan', 'in the work', 'taken', 'worked', 'stored', 'committed'];
  test.each(moments)(
    'a process killed %s: another concludes, once',
    async (at) => {
      const id = conversation();
      const messages = upTo(3).map((n) => input(id, n));
      let planned = false;
      const first = slowWork((step) => {
        if ((at === 'after the plan' && step === 'committed' && !planned) || (planned && step === at)) throw new CrashError('killed');
      });
      let calls = 0;
      const once = first.slow.process(
        batchOf(messages),
        handler({
          run: async () => {
            planned = true;
            calls += 1;
            if (at === 'in the work') await new Promise<never>(() => undefined);
            return '';
          },
          timeoutMs: 100,
          attempts: 1,
          ...(at === 'in the work'
            ? {
                conclude: async () => {
                  throw new CrashError('killed');
                },
              }
            : {}),
        }),
      );
      const rejected = await once.then(
        () => false,
        (error: unknown) => error instanceof CrashError,
      );
      expect(rejected).toBe(at === 'after the plan');
      await eventually(() => rejected || calls > 0);

      const second = slowWork();
      second.inbox.deliverThrough((batch) => second.slow.process(batch, handler()));
      await eventually(async () => {
        world().advance(6_000);
        await second.inbox.sweep();
        expect(await world().effects(messages)).toEqual([1, 1, 1]);
        expect(world().outputs(id)).toEqual(['m0', 'm1', 'm2']);
      });
      await second.slow.process(batchOf(messages), handler());
      expect(await world().effects(messages)).toEqual([1, 1, 1]);
    },
    60 * SECONDS,
  );

  test(
    'work that fails is concluded with the reason: after its attempts, or at once',
    async () => {
      const [later, never] = [conversation(), conversation()];
      const calls: number[] = [];
      const concluded: unknown[] = [];
      const { slow } = slowWork();
      await slow.process(
        batchOf([input(later, 1), input(never, 2)]),
        handler({
          run: async ({ number }) => {
            calls.push(number);
            throw Object.assign(new Error('no'), { code: number === 1 ? 'SHOP_UNAVAILABLE' : 'NO_SUCH_ORDER', retriable: number === 1 });
          },
          conclude: async (_tx, message, { number }, outcome) => {
            concluded[number] = outcome;
            return [routed(message)];
          },
        }),
      );
      await eventually(() => world().outputs(later).length === 1 && world().outputs(never).length === 1);
      expect(calls.sort()).toEqual([1, 1, 2]);
      expect(concluded.slice(1)).toEqual([
        { ok: false, error: { code: 'SHOP_UNAVAILABLE', retriable: true } },
        { ok: false, error: { code: 'NO_SUCH_ORDER', retriable: false } },
      ]);
    },
    60 * SECONDS,
  );

  test(
    'a call that hangs is cut off, and the signal says so',
    async () => {
      const id = conversation();
      let aborted = false;
      const { slow } = slowWork();
      await slow.process(
        batchOf([input(id, 1)]),
        handler({
          run: (_plan, _message, { signal }) =>
            new Promise((_, reject) =>
              signal.addEventListener('abort', () => {
                aborted = true;
                reject(signal.reason as Error);
              }),
            ),
          timeoutMs: 20,
          attempts: 1,
          conclude: async (_tx, message, _plan, outcome): Promise<Fact<'Routed'>[]> => (outcome.ok ? [] : [routed(message)]),
        }),
      );
      await eventually(() => world().outputs(id).length === 1);
      expect(aborted).toBe(true);
    },
    60 * SECONDS,
  );

  test(
    'a conclusion that fails for good makes a dead letter, and the conversation goes on',
    async () => {
      const id = conversation();
      const messages = [input(id, 1, 'poison'), input(id, 2)];
      const { slow } = slowWork();
      await slow.process(
        batchOf(messages),
        handler({
          conclude: async (tx, message) => {
            if (message.data.outcome === 'poison') throw new Error('cannot be concluded');
            await effect(tx, [message as Identity]);
            return [routed(message)];
          },
        }),
      );
      await eventually(() => world().outputs(id).length === 1 && world().of(world().dead, id).length === 1);
      const [dead] = world().of(world().dead, id);
      expect(dead!.message).toMatchObject({ envelope: { fence: { turn: 1 } }, data: { recordId: messages[0]!.envelope.id } });
    },
    60 * SECONDS,
  );

  test(
    'a lane that lost its partition commits nothing; whoever has it concludes',
    async () => {
      const id = conversation();
      const messages = [input(id, 1)];
      let current = true;
      const concludes: string[] = [];
      const concluding = (who: string): Partial<Handler> => ({
        conclude: async (tx, message) => {
          concludes.push(who);
          await effect(tx, [message]);
          return [routed(message)];
        },
      });
      const { slow } = slowWork();
      let lost!: () => void;
      const ran = new Promise<void>((resolve) => {
        lost = resolve;
      });
      await slow.process(
        batchOf(messages, () => current),
        handler({
          ...concluding('loser'),
          run: async () => {
            current = false;
            lost();
            return '';
          },
        }),
      );
      await ran;
      const second = slowWork();
      second.inbox.deliverThrough((batch) => second.slow.process(batch, handler(concluding('owner'))));
      await eventually(async () => {
        await second.inbox.sweep();
        expect(await world().effects(messages)).toEqual([1]);
      });
      expect(concludes).toEqual(['loser', 'owner']);
    },
    60 * SECONDS,
  );
}
