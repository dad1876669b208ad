import { expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { CrashError } from './errors.ts';
import { recordsFor } from './outputs.ts';
import { pack } from './pack.ts';
import { processConformance } from '../../test/process-conformance.ts';
import { batchOf, conversation, effect, input, routed } from '../../test/process-world.ts';
import { retentionConformance } from '../../test/retention-conformance.ts';
import { slowConformance } from '../../test/slow-conformance.ts';
import { EmbeddedBus } from '../embedded/embedded-bus.ts';

processConformance(
  'the embedded bus',
  'with the commit',
  async (url) => new EmbeddedBus({ url, partitions: 4 }),
  (world) => {
    slowConformance(world);
    retentionConformance(world);

    test('what another way of storing left in an outbox row goes before what follows, which is on the log with its commit then', async () => {
      const id = conversation();
      const [left, next, last] = [input(id, 0), input(id, 1), input(id, 2)];
      const records = recordsFor('nlu-router', { id: left.envelope.id, at: 1, conversationId: id }, [routed(left)], 1);
      await world().admin.query(
        "INSERT INTO nlu_router.outbox (id, conversations, records, created_at) VALUES (nextval('nlu_router.outbox_id'), $1, $2, $3)",
        [[id], pack(records), new Date()],
      );
      const inbox = world().inbox();
      await inbox.process<'conversation.identity.v1'>(batchOf([next]), effect);
      await inbox.process<'conversation.identity.v1'>(batchOf([last]), effect);
      await eventually(() => world().outputs(id).length === 5);
      expect(world().outputs(id)).toEqual(['m0', 'm1', 'm1+', 'm2', 'm2+']);
      await inbox.stop();
      expect(await world().rows('SELECT 1 FROM nlu_router.outbox')).toEqual([]);
    }, 60_000);

    test('what cannot be decided in the end is not said either', async () => {
      const [good, bad] = [input(conversation(), 1), input(conversation(), 2)];
      let reached = false;
      const killed = world().inbox({
        onStep: (step) => {
          if (step === 'stored' && reached) throw new CrashError('killed');
        },
      });
      await killed.process<'conversation.identity.v1'>(batchOf([good]), effect);
      reached = true;
      await expect(killed.process<'conversation.identity.v1'>(batchOf([bad]), effect)).rejects.toThrow(CrashError);
      const said = (
        await world().rows(`SELECT key FROM bus.records WHERE key = ANY($1)`, [[good, bad].map(({ envelope }) => envelope.conversationId)])
      ).map(({ key }) => key);
      expect(said).toEqual([good.envelope.conversationId, good.envelope.conversationId]);
    }, 60_000);
  },
);
