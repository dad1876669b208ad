import { expect, test } from '@jest/globals';
import { decode } from '@frontdesk/contracts';
import type { Message } from '@frontdesk/contracts';
import { eventually } from '@frontdesk/testing';
import type { Bus, LogRecord } from '../src/port.ts';
import { CrashError } from '../src/process/errors.ts';
import type { Step } from '../src/process/commit.ts';
import { batchOf, conversation, effect, input } from './process-world.ts';
import type { World } from './process-world.ts';

const SECONDS = 1_000;

/** Where publishing follows the commit. */
export function whatWaits(the: () => World): void {
  test(
    'ids are forgotten after four days, but nothing that is not published',
    async () => {
      const [old, left] = [input(conversation(), 1), input(conversation(), 2)];
      const done = the().inbox();
      await done.process<'conversation.identity.v1'>(batchOf([old]), effect);
      await done.stop();
      const killedAt = (at: Step) =>
        the().inbox({
          onStep: (step) => {
            if (step === at) throw new CrashError('killed');
          },
        });
      const crashed = killedAt('committed');
      await expect(crashed.process<'conversation.identity.v1'>(batchOf([left]), effect)).rejects.toThrow(CrashError);
      const ids = [old, left].map(({ envelope }) => envelope.id);
      const remembered = async () =>
        (await the().rows('SELECT cause_id FROM nlu_router.inbox WHERE cause_id = ANY($1)', [ids])).map((row) => row['cause_id']);
      the().advance(4 * 86_400_000 - 60_000);
      await killedAt('published').sweep();
      expect((await remembered()).length).toBe(2);
      the().advance(120_000);
      await killedAt('published').sweep();
      await eventually(async () => expect(await remembered()).toEqual([left.envelope.id]));
      await the().inbox().sweep();
      await eventually(() => the().outputs(left.envelope.conversationId).length === 2);
    },
    60 * SECONDS,
  );

  test(
    'the sweeper passes nothing that is still on its way: of one conversation the earlier goes first, whichever process has committed it',
    async () => {
      const id = conversation();
      let open!: () => void;
      const gate = new Promise<void>((resolve) => (open = resolve));
      const handed: string[][] = [];
      const held = Object.assign(Object.create(the().bus) as Bus, {
        append: async (records: readonly LogRecord[]) => {
          handed.push(records.map(({ value }) => decode(value)! as Message<'Routed'>).map(({ data }) => data.messageId));
          if (handed.length === 1) await gate;
          return the().bus.append(records);
        },
      });
      const a = the().inbox({ bus: held });
      const first = a.process<'conversation.identity.v1'>(batchOf([input(id, 1)]), effect);
      await eventually(() => handed.length === 1);
      const b = the().inbox({
        onStep: (step) => {
          if (step === 'committed') throw new CrashError('killed');
        },
      });
      await expect(b.process<'conversation.identity.v1'>(batchOf([input(id, 2)]), effect)).rejects.toThrow(CrashError);
      the().advance(5_001);
      await a.sweep();
      open();
      await first;
      expect(handed).toEqual([
        ['m1', 'm1+'],
        ['m1', 'm1+', 'm2', 'm2+'],
      ]);
    },
    60 * SECONDS,
  );
}
