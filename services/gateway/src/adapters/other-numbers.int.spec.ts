import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Message } from '@frontdesk/contracts';
import { eventually } from '@frontdesk/testing';
import { change, GatewayWorld, numberId, toWire } from '../../test/gateway-world.ts';

const [second, others] = ['106500000000002', '106500000000099'];
let world: GatewayWorld;
beforeAll(async () => {
  world = await GatewayWorld.open([numberId, second]);
}, 120_000);
afterAll(() => world?.close(), 60_000);

const write = (to: string, body: string) =>
  world.post(
    toWire(
      change('messages', {
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: '15550000009', phone_number_id: to },
        messages: [{ from: '4915600000001', id: `wamid.to${to}`, timestamp: '1790000100', type: 'text', text: { body } }],
      }),
    ),
  );
const received = (body: string) => world.of('MessageReceived', ({ data }) => data.text?.redacted === body);

test('who writes to a number of the account that others answer gets nothing from us', async () => {
  await write(others, 'to the others');
  await eventually(() => world.of('ItemNotUsed', ({ data }) => data.why === 'other_number').length === 1);
  await write(numberId, 'to us');
  await eventually(() => received('to us').length === 1);
  expect([received('to the others'), world.graph.calls]).toEqual([[], []]);
});

test('each number that is configured is answered from itself', async () => {
  await write(second, 'to our second');
  await eventually(() => received('to our second').length === 1);
  const [{ data, envelope }] = received('to our second') as [Message<'MessageReceived'>];
  const send = world.dispatch({ contact: data.contact!, conversationId: envelope.conversationId }, 'agent', 'from our second');
  await world.bus.append([send.record]);
  await eventually(() => world.of('SendAccepted', ({ data: { sendId } }) => sendId === send.sendId).length === 1);
  expect(world.graph.calls.map(({ path }) => path)).toEqual([`/v25.0/${second}/messages`]);
});
