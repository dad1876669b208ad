import { expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { eventually } from '@frontdesk/testing';
import { READ, batchOf, conversation, input, routed } from './process-world.ts';
import type { Identity, World } from './process-world.ts';

const SECONDS = 1_000;

/** What one transaction decides of a conversation, for several who wait. */
export function decidedInOrder(world: () => World): void {
  test(
    'what is decided first of a conversation is said first, whoever waited for longer',
    async () => {
      const id = conversation();
      const inbox = world().inbox();
      const decided: string[] = [];
      const work = async (_tx: unknown, all: readonly Identity[]) => {
        decided.push(...all.filter(({ envelope }) => envelope.conversationId === id).map(({ data }) => data.messageId));
        return all.map((each) => [routed(each)]);
      };
      let open!: () => void;
      const gate = new Promise<void>((resolve) => (open = resolve));
      const held = inbox.run({ id: randomUUID(), at: 1, conversationId: conversation() }, () =>
        gate.then(() => ({ facts: [], result: undefined })),
      );
      await setImmediate();
      const other = inbox.process<typeof READ>(batchOf([input(conversation(), 1)]), work);
      const command = inbox.run({ id: randomUUID(), at: 2, conversationId: id }, async () => {
        decided.push('m2');
        return { facts: [routed(input(id, 2))], result: undefined };
      });
      const batch = inbox.process<typeof READ>(batchOf([input(id, 3)]), work);
      open();
      await Promise.all([held, other, command, batch]);
      await eventually(() => world().outputs(id).length === 2, 40 * SECONDS);
      expect({ decided, said: world().outputs(id) }).toEqual({ decided: ['m3', 'm2'], said: ['m3', 'm2'] });
    },
    60 * SECONDS,
  );
}
