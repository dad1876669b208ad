import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { reject } from '../../test/graph-recorder.ts';
import { GatewayWorld, toWire, webhook } from '../../test/gateway-world.ts';

const hour = 60 * 60_000;
let world: GatewayWorld;
let phone = 4915800000000;
beforeAll(async () => {
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);
afterEach(() => world.clock.set(0));

const failed = (sendId: string) => world.of('SendFailed', ({ data }) => data.sendId === sendId).map(({ data }) => data);
const calls = () => world.graph.sentTo(String(phone));
/** Meta refuses it for the moment, and it is called again an hour after its window's end. @param meanwhile what happens in between */
async function called(windowEndsAt: number, meanwhile: () => Promise<unknown> = () => Promise.resolve()) {
  const to = await world.customer(String((phone += 1)));
  const send = world.dispatch(to, 'bot', 'in the window', { windowEndsAt });
  world.graph.next.push(reject(400, 131056));
  await world.bus.append([send.record]);
  await eventually(() => failed(send.sendId).length === 1);
  await meanwhile();
  world.clock.set(2 * hour);
  await world.postgresRows('UPDATE gateway.sends SET not_before = now() WHERE send_id = $1', [send.sendId]);
  await eventually(
    async () =>
      (await world.postgresRows("SELECT 1 FROM gateway.sends WHERE send_id = $1 AND state IN ('failed', 'accepted')", [send.sendId]))
        .length === 1,
  );
  return failed(send.sendId).slice(1);
}

describe('free text whose turn comes after the window that it was judged in', () => {
  test("is not called, and comes back as what Meta would have made of it: policy's to answer otherwise", async () => {
    expect(await called(Date.now() + hour)).toMatchObject([{ code: 131047, final: true, action: 'template' }]);
    expect(calls()).toEqual(['in the window']);
    expect(world.of('AccountAlerted')).toEqual([]);
  });

  test('is called while it lasts, and where policy did not say when it ends', async () => {
    for (const windowEndsAt of [Date.now() + 3 * hour, 0]) {
      expect(await called(windowEndsAt)).toEqual([]);
      expect(calls()).toEqual(['in the window', 'in the window']);
    }
  });

  test('is called where the customer has opened another one since', async () => {
    const writes = async () => {
      const timestamp = String(Math.floor(Date.now() / 1000));
      const message = { from: String(phone), id: 'wamid.since', timestamp, type: 'text', text: { body: 'since' } };
      await world.post(toWire(webhook({ messages: [message] })));
      await eventually(() => world.of('MessageReceived', ({ data }) => data.text?.redacted === 'since').length === 1);
    };
    expect(await called(Date.now() + hour, writes)).toEqual([]);
    expect(calls()).toEqual(['in the window', 'in the window']);
  });
});
