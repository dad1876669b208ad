import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { reject } from '../../test/graph-recorder.ts';
import { GatewayWorld, toWire, webhook } from '../../test/gateway-world.ts';

let world: GatewayWorld;
let phone = 4915700000000;
beforeAll(async () => {
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

const customer = () => world.customer(String((phone += 1)));
type To = Awaited<ReturnType<typeof customer>>;
const append = (...records: Parameters<GatewayWorld['bus']['append']>[0]) => world.bus.append(records);
const template = (to: To, seq: number) =>
  world.dispatch(to, 'bot', '', { seq, text: undefined, template: { name: 'conversation_update', language: 'en_US' }, starts: true });
const calledTo = (to: number) => world.graph.calls.filter(({ body }) => body['to'] === `+${to}`).map(({ body }) => body['type']);
const refused = (sendId: string) => world.of('SendFailed', ({ data }) => data.sendId === sendId);
const cancelled = (to: To) =>
  world
    .of('SendCancelled', ({ envelope }) => envelope.conversationId === to.conversationId)
    .map(({ data }) => [data.dispatchSeq, data.reason]);
const accepted = (sendId: string) => world.of('SendAccepted', ({ data }) => data.sendId === sendId).length === 1;

describe('a STOP that finds what the business starts in the queue', () => {
  test('ends it; what a person answered goes out all the same', async () => {
    const to = await customer();
    world.graph.next.push(reject(400, 131056));
    const [starts, answer] = [template(to, 1), world.dispatch(to, 'agent', 'your answer', { seq: 2 })];
    await append(starts.record, answer.record);
    await eventually(() => refused(starts.sendId).length === 1);
    await append(world.withdrawn(to, 2));
    await eventually(() => accepted(answer.sendId));
    expect([cancelled(to), calledTo(phone)]).toEqual([[[1, 'OPTED_OUT']], ['template', 'text']]);
  });

  test('lets the call that is out end, and no other follow', async () => {
    const to = await customer();
    let answer: () => void = () => undefined;
    world.graph.next.push((response, call) => void (answer = () => reject(400, 131056)(response, call)));
    const starts = template(to, 1);
    await append(starts.record);
    await eventually(() => calledTo(phone).length === 1);
    await append(world.withdrawn(to, 1));
    await eventually(
      async () =>
        (await world.postgresRows('SELECT 1 FROM gateway.fences WHERE conversation_id = $1 AND withdrawn_seq = 1', [to.conversationId]))
          .length === 1,
    );
    answer();
    await eventually(() => cancelled(to).length === 1);
    expect([cancelled(to), calledTo(phone)]).toEqual([[[1, 'OPTED_OUT']], ['template']]);
  });

  test('lets nothing go out again that Meta had taken and says later that it failed', async () => {
    const to = await customer();
    const starts = template(to, 1);
    const wamid = `wamid.${starts.sendId}`;
    world.graph.next.push((response) => void response.writeHead(200).end(JSON.stringify({ messages: [{ id: wamid }] })));
    await append(starts.record);
    await eventually(() => accepted(starts.sendId));
    const answer = world.dispatch(to, 'agent', 'your answer', { seq: 2 });
    await append(world.withdrawn(to, 1), answer.record);
    await eventually(() => accepted(answer.sendId));
    const status = { id: wamid, status: 'failed', timestamp: '1790000200', recipient_id: String(phone), errors: [{ code: 131016 }] };
    await world.post(toWire(webhook({ statuses: [status] })));
    await eventually(() => refused(starts.sendId).length === 1);
    expect(refused(starts.sendId)[0]?.data).toMatchObject({ final: true, action: 'fatal' });
    expect(await world.stateOf(starts.sendId)).toBe('accepted');
  });

  test('ends what was dispatched before it and is read after it, as a dead letter that somebody re-drives', async () => {
    const to = await customer();
    const [starts, answer] = [template(to, 1), world.dispatch(to, 'agent', 'your answer', { seq: 2 })];
    await append(answer.record, world.withdrawn(to, 2));
    await eventually(() => accepted(answer.sendId));
    await append(starts.record);
    await eventually(async () => ['cancelled', 'accepted'].includes((await world.stateOf(starts.sendId)) ?? ''));
    expect([await world.stateOf(starts.sendId), calledTo(phone)]).toEqual(['cancelled', ['text']]);
    await eventually(() => cancelled(to).length === 1);
    expect(cancelled(to)).toEqual([[1, 'OPTED_OUT']]);
  });

  test('ends nothing that was dispatched after it', async () => {
    const to = await customer();
    const starts = template(to, 2);
    await append(world.dispatch(to, 'notice', 'you will hear nothing more', { seq: 1 }).record, world.withdrawn(to, 1), starts.record);
    await eventually(() => accepted(starts.sendId));
    expect([cancelled(to), calledTo(phone)]).toEqual([[], ['text', 'template']]);
  });
});
