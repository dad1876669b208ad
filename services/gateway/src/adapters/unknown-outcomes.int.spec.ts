import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { accept, cut, reject } from '../../test/graph-recorder.ts';
import { GatewayWorld, toWire, webhook } from '../../test/gateway-world.ts';

let world: GatewayWorld;
let phone = 4915250000000;
beforeAll(async () => {
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

const customer = () => world.customer(String((phone += 1)));
const sentTo = (to: string) => world.graph.sentTo(to);
const append = (...sends: { record: Parameters<GatewayWorld['bus']['append']>[0][number] }[]) =>
  world.bus.append(sends.map(({ record }) => record));
const status = (id: string, word: string, more: object = {}) =>
  world.post(toWire(webhook({ statuses: [{ id, status: word, timestamp: '1790000200', recipient_id: String(phone), ...more }] })));
const statuses = (sendId: string) =>
  world.of('StatusReceived', ({ data }) => data.sendId === sendId).map(({ data }) => [data.status, data.applied]);

describe('an unknown outcome', () => {
  const threeParts = `${'First sentence. '.repeat(250)}${'Second sentence. '.repeat(250)}${'Third sentence. '.repeat(200)}`.trim();

  test("is not sent again before a status could tell; the status settles it, and the bot's next one goes", async () => {
    const to = await customer();
    world.graph.next.push(cut);
    const [lost, after] = [world.dispatch(to, 'bot', 'lost?'), world.dispatch(to, 'bot', 'after')];
    const person = world.dispatch(to, 'agent', 'person');
    await append(lost);
    await eventually(async () => (await world.stateOf(lost.sendId)) === 'unknown');
    await append(after, person);
    await eventually(() => world.accepted(person.sendId).length === 1);
    expect(sentTo(String(phone))).toEqual(['lost?', 'person']);
    await status('wamid.lost', 'sent', { biz_opaque_callback_data: lost.sendId });
    await eventually(() => world.accepted(after.sendId).length === 1);
    expect(sentTo(String(phone))).toEqual(['lost?', 'person', 'after']);
    expect(world.accepted(lost.sendId)).toHaveLength(1);
  });

  test("of a long answer the part of which nobody knows is settled by its own status, not by another part's; then the rest goes", async () => {
    const to = await customer();
    const own = String(phone);
    world.graph.next.push((response) => void response.writeHead(200).end('{"messages":[{"id":"wamid.long1"}]}'), cut);
    const send = world.dispatch(to, 'agent', threeParts);
    await append(send);
    await eventually(async () => (await world.stateOf(send.sendId)) === 'unknown');
    const [first, second] = sentTo(own);
    await status('wamid.long1', 'delivered', { biz_opaque_callback_data: send.sendId });
    await eventually(() => statuses(send.sendId).length === 1);
    expect([await world.stateOf(send.sendId), sentTo(own).length]).toEqual(['unknown', 2]);
    await status('wamid.long2', 'sent', { biz_opaque_callback_data: send.sendId });
    await eventually(() => world.accepted(send.sendId).length === 1);
    const parts = sentTo(own) as string[];
    expect(parts.slice(0, 2)).toEqual([first, second]);
    expect(parts.join(' ')).toBe(threeParts);
  });

  const inDoubt = async () =>
    Object.fromEntries((await world.meters.sendsInDoubt.get()).values.map(({ labels, value }) => [labels.what, value]));

  const laterThan30s = async ({ sendId }: { sendId: string }) => {
    await world.postgresRows("UPDATE gateway.sends SET unknown_since = unknown_since - interval '31 s' WHERE send_id = $1", [sendId]);
    await status(`wamid.of another than ${sendId}`, 'sent');
  };

  test('is counted for each part of a long answer: one was unknown, and the next is sent again too', async () => {
    const to = await customer();
    world.graph.next.push(cut, cut);
    const send = world.dispatch(to, 'agent', threeParts);
    await append(send);
    await eventually(async () => (await world.stateOf(send.sendId)) === 'unknown');
    await status('wamid.unknown1', 'sent', { biz_opaque_callback_data: `${send.sendId}:0` });
    await eventually(async () => sentTo(String(phone)).length === 2 && (await world.stateOf(send.sendId)) === 'unknown');
    await laterThan30s(send);
    await eventually(() => world.accepted(send.sendId).length === 1);
    const [first, lost, again, last] = sentTo(String(phone));
    expect([lost, [first, again, last].join(' ')]).toEqual([again, threeParts]);
  });

  test('a late status of the first copy of a part is not taken for the next part, and is counted: the customer has it twice', async () => {
    const { twice } = await inDoubt();
    const to = await customer();
    const own = String(phone);
    let answer: () => void = () => undefined;
    world.graph.next.push(cut, accept, (response, call) => {
      answer = () => accept(response, call);
    });
    const send = world.dispatch(to, 'agent', threeParts);
    await append(send);
    await eventually(async () => (await world.stateOf(send.sendId)) === 'unknown');
    await laterThan30s(send);
    await eventually(() => sentTo(own).length === 3);
    await status('wamid.first copy', 'delivered', { biz_opaque_callback_data: `${send.sendId}:0` });
    await eventually(() => statuses(send.sendId).length === 1);
    expect([await world.stateOf(send.sendId), sentTo(own).length]).toEqual(['sending', 3]);
    answer();
    await eventually(() => world.accepted(send.sendId).length === 1);
    expect(sentTo(own).slice(1).join(' ')).toBe(threeParts);
    expect((await inDoubt())['twice']).toBe(twice! + 1);
    await status('wamid.last part', 'sent', { biz_opaque_callback_data: `${send.sendId}:2` });
    await status('wamid.first copy', 'read');
    await eventually(() => statuses(send.sendId).length === 3);
    const told = world.of('StatusReceived', ({ data }) => data.sendId === send.sendId).map(({ data }) => data);
    expect(told.map(({ part }) => part)).toEqual([0, 2, undefined]);
    expect(told.map(({ message: one }) => one === told[0]!.message)).toEqual([true, false, true]);
  });

  test('a status of the first copy that comes while the second is under way is counted when that is taken too, by answer or status, once', async () => {
    const to = await customer();
    let answer: () => void = () => undefined;
    world.graph.next.push(cut, (response) => {
      answer = () => void response.writeHead(200).end('{"messages":[{"id":"wamid.second of two"}]}');
    });
    const send = world.dispatch(to, 'agent', 'twice?');
    await append(send);
    await eventually(async () => (await world.stateOf(send.sendId)) === 'unknown');
    const { twice } = await inDoubt();
    await laterThan30s(send);
    await eventually(() => sentTo(String(phone)).length === 2);
    await status('wamid.first of two', 'delivered', { biz_opaque_callback_data: send.sendId });
    await eventually(() => world.accepted(send.sendId).length === 1);
    expect((await inDoubt())['twice']).toBe(twice);
    await status('wamid.second of two', 'sent', { biz_opaque_callback_data: send.sendId });
    await eventually(async () => expect((await inDoubt())['twice']).toBe(twice! + 1));
    const next = world.dispatch(to, 'agent', 'next');
    await append(next);
    answer();
    await eventually(() => world.accepted(next.sendId).length === 1);
    expect((await inDoubt())['twice']).toBe(twice! + 1);
  });

  /** As a crash leaves a row: marked, and nobody who knows what became of it. */
  const crashed = async (age: { marked?: number; unknown?: number }) => {
    const to = await customer();
    world.graph.next.push(reject(400, 131056));
    const send = world.dispatch(to, 'bot', 'crashed');
    await append(send);
    await eventually(() => world.of('SendFailed', ({ data }) => data.sendId === send.sendId).length === 1);
    await world.postgresRows(
      `UPDATE gateway.sends SET state = $2, marked_at = $3, unknown_since = $4, times_unknown = $5 WHERE send_id = $1`,
      [
        send.sendId,
        age.marked === undefined ? 'unknown' : 'sending',
        new Date(Date.now() - (age.marked ?? age.unknown ?? 0)),
        age.unknown === undefined ? null : new Date(Date.now() - age.unknown),
        age.unknown === undefined ? 0 : 1,
      ],
    );
    return { ...send, to, recipient: String(phone) };
  };

  test('what a crash left marked is unknown once the mark has run out, and its status settles it', async () => {
    const { sendId, recipient } = await crashed({ marked: 13_000 });
    await eventually(async () => (await world.stateOf(sendId)) === 'unknown');
    await status('wamid.crashed', 'sent', { biz_opaque_callback_data: sendId });
    await eventually(() => world.accepted(sendId).length === 1);
    expect(sentTo(recipient)).toEqual(['crashed']);
  });

  test('no status of it while others arrive: sent once more, in one copy', async () => {
    const { sendId, recipient } = await crashed({ unknown: 31_000 });
    await status('wamid.of another', 'sent');
    await eventually(() => world.accepted(sendId).length === 1);
    expect(sentTo(recipient)).toEqual(['crashed', 'crashed']);
    expect((await inDoubt())['unconfirmed']).toBe(0);
  });

  test('no answer for ten minutes: unconfirmed, and not sent again', async () => {
    await world.postgresRows('DELETE FROM gateway.numbers', []);
    const { sendId, recipient } = await crashed({ unknown: 601_000 });
    await eventually(() => world.of('SendUnconfirmed', ({ data }) => data.sendId === sendId).length === 1);
    expect(sentTo(recipient)).toEqual(['crashed']);
    expect((await inDoubt())['unconfirmed']).toBe(1);
  });

  test('nobody there: not written, so it is tried again', async () => {
    const to = await customer();
    await world.graph.stop();
    const send = world.dispatch(to, 'agent', 'retried');
    await append(send);
    await eventually(
      async () =>
        (
          await world.postgresRows<{ attempt: number }>(
            "SELECT attempt FROM gateway.sends WHERE send_id = $1 AND attempt > 0 AND state = 'queued'",
            [send.sendId],
          )
        ).length === 1,
    );
    await world.graph.start(new URL(world.graphUrl).port);
    await eventually(() => world.accepted(send.sendId).length === 1);
    expect(sentTo(String(phone))).toEqual(['retried']);
  });
});
