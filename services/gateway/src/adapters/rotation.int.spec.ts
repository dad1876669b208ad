import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { deriveId } from '@frontdesk/bus';
import type { Bus } from '@frontdesk/bus';
import { encode } from '@frontdesk/contracts';
import type { Message } from '@frontdesk/contracts';
import { Meters } from '@frontdesk/runtime';
import { eventually } from '@frontdesk/testing';
import { openUnder, parseKeks, sealUnder } from '@frontdesk/vault';
import { GatewayWorld, kek, toWire, webhook } from '../../test/gateway-world.ts';

const newer = `k2:${Buffer.alloc(32, 2).toString('base64')}`;
let world: GatewayWorld;
beforeAll(async () => {
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

const restart = async (bus: Bus, keks: string) => {
  await world.service.close();
  world.service = await world.replica(bus, new Meters(), keks);
};
/** What batches came to that could not be taken. */
const watched = (failures: unknown[]): Bus =>
  new Proxy(world.bus, {
    get: (bus, name) => {
      const member = bus[name as keyof Bus] as unknown;
      if (name !== 'consume') return typeof member === 'function' ? (member.bind(bus) as unknown) : member;
      return (options: Parameters<Bus['consume']>[0]) =>
        bus.consume({
          ...options,
          onBatch: (batch) =>
            options.onBatch(batch).catch((error: unknown) => {
              failures.push(error);
              throw error;
            }),
        });
    },
  });
const received = (body: string) => world.of('MessageReceived', ({ data }) => data.text?.redacted === body);

test('what a pod with a newer key has sealed waits until one that has the key takes it', async () => {
  const text = (id: string, body: string) => ({ from: '4915700000001', id, timestamp: '1790000100', type: 'text', text: { body } });
  await world.post(toWire(webhook({ messages: [text('wamid.older', 'under the old key')] })));
  await eventually(() => received('under the old key').length === 1);
  const [{ data, envelope }] = world.of('WebhookItem') as [Message<'WebhookItem'>];
  const item = {
    ...JSON.parse(Buffer.from(openUnder(parseKeks(kek), data.sealed)).toString()),
    item: text('wamid.newer', 'under the new key'),
  };
  const sealed = sealUnder(parseKeks(`${newer},${kek}`), Buffer.from(JSON.stringify(item)));
  const id = deriveId(envelope.occurredAt, 'under the new key');
  const failures: unknown[] = [];
  await restart(watched(failures), kek);
  await world.bus.append([
    {
      topic: 'channel.webhook.v1',
      key: envelope.conversationId,
      value: encode({ ...envelope, id, type: 'WebhookItem' }, { ...data, sealed }),
      headers: { id, type: 'WebhookItem' },
    },
  ]);
  await eventually(() => failures.length > 0);
  await restart(world.bus, `${newer},${kek}`);
  await eventually(() => received('under the new key').length === 1);
  expect(world.of('DeadLettered')).toEqual([]);
});

test('a customer whose key does not open holds up no other', async () => {
  const [theirs, other] = [await world.customer('4915700000002'), await world.customer('4915700000003')];
  const { contactId } = theirs.contact;
  const wrapped = sealUnder(parseKeks(`k9:${Buffer.alloc(32, 9).toString('base64')}`), randomBytes(32), contactId);
  await world.postgresRows('UPDATE vault.keys SET wrapped = $2 WHERE contact_id = $1', [contactId, Buffer.from(wrapped)]);
  // nobody remembers the key as it was
  await restart(world.bus, `${newer},${kek}`);
  const [held, sent] = [world.dispatch(theirs, 'agent', 'cannot be opened'), world.dispatch(other, 'agent', 'can be opened')];
  await world.bus.append([held.record, sent.record]);
  await eventually(() => world.of('SendAccepted', ({ data }) => data.sendId === sent.sendId).length === 1);
  const state = 'SELECT state FROM gateway.sends WHERE send_id = $1';
  expect(await world.postgresRows(state, [held.sendId])).toEqual([{ state: 'queued' }]);
  expect([world.of('SendFailed'), world.of('DeadLettered')]).toEqual([[], []]);
});
