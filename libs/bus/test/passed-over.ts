import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { batchOf, conversation, effect, input } from './process-world.ts';
import type { World } from './process-world.ts';

const SECONDS = 1_000;

/** What a manifest ignores, and what comes again. */
export function passedOver(world: () => World): void {
  test(
    'a type that the service ignores is neither claimed nor worked on, unless it comes again because somebody asked for it',
    async () => {
      const inbox = world().inbox({ ignores: ['IdentityResolved'] });
      const one = input(conversation(), 1);
      await inbox.process<'conversation.identity.v1'>(batchOf([one]), effect);
      expect(await world().effects([one])).toEqual([0]);
      expect(await world().rows('SELECT cause_id FROM nlu_router.inbox WHERE cause_id = ANY($1)', [[one.envelope.id]])).toEqual([]);
      const again = { kind: 'redrive', deadId: randomUUID(), causeId: randomUUID() } as const;
      await inbox.process<'conversation.identity.v1'>({ ...batchOf([one]), again }, effect);
      expect(await world().effects([one])).toEqual([1]);
    },
    60 * SECONDS,
  );

  test(
    'a message that comes again, later or in the same batch, has no effect, and is counted',
    async () => {
      let counted = 0;
      const meters = {
        hop: () => {},
        unpublished: () => {},
        deadLetter: () => {},
        duplicates: (messages: number) => void (counted += messages),
      };
      const inbox = world().inbox({ meters });
      const id = conversation();
      const [one, two] = [input(id, 1), input(id, 2)];
      await inbox.process<'conversation.identity.v1'>(batchOf([one]), effect);
      expect(counted).toBe(0);
      await inbox.process<'conversation.identity.v1'>(batchOf([one, two, two]), effect);
      expect([counted, await world().effects([one, two])]).toEqual([2, [1, 1]]);
    },
    60 * SECONDS,
  );
}
