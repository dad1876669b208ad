import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { GatewayWorld } from '../../test/gateway-world.ts';

let world: GatewayWorld;
let phone = 4915200100000;
beforeAll(async () => {
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

const asked = async () => {
  const to = await world.customer(String((phone += 1)));
  const before = world.graph.calls.length;
  const typing = { status: 'read', message_id: `wamid.hello${phone}`, typing_indicator: { type: 'text' } };
  return { to, typing, calls: () => world.graph.calls.slice(before).map(({ body }) => body) };
};
type Asked = Awaited<ReturnType<typeof asked>>;
/** What is said next, after which nothing of it is still to come. */
const said = async ({ to }: Asked, speaker: 'bot' | 'agent' | 'notice', body: string, ...ahead: { headers: object }[]) => {
  const send = world.dispatch(to, speaker, body, { typingFor: speaker === 'notice' ? '' : to.messageId, epoch: speaker === 'bot' ? 0 : 1 });
  await world.bus.append([...(ahead as (typeof send.record)[]), send.record]);
  await eventually(() => world.accepted(send.sendId).length === 1);
};

test('who waits for the bot sees it typing before the answer, which is then sent without another call', async () => {
  const one = await asked();
  await world.bus.append([world.awaited(one.to)]);
  await eventually(() => one.calls().length === 1);
  expect(one.calls()).toMatchObject([one.typing]);
  await said(one, 'bot', 'here you are');
  expect(one.calls()).toMatchObject([one.typing, { text: { body: 'here you are' } }]);
});

test('also where it is said twice, and where the call that shows it fails', async () => {
  const one = await asked();
  world.graph.nextReads.push((response) => void response.writeHead(500).end('{}'));
  await world.bus.append([world.awaited(one.to), world.awaited(one.to)]);
  await eventually(() => one.calls().length === 1);
  await said(one, 'bot', 'all the same');
  expect(one.calls()).toMatchObject([one.typing, { text: { body: 'all the same' } }]);
});

test('and the answer never comes before it: nobody types who has answered', async () => {
  const one = await asked();
  let answer: () => void = () => undefined;
  world.graph.nextReads.push((response) => (answer = () => void response.writeHead(200).end('{"success":true}')));
  await world.bus.append([world.awaited(one.to)]);
  await eventually(() => one.calls().length === 1);
  const send = world.dispatch(one.to, 'bot', 'later', { typingFor: one.to.messageId });
  await world.bus.append([send.record]);
  await eventually(async () => (await world.stateOf(send.sendId)) === 'sending');
  expect(one.calls()).toHaveLength(1);
  answer();
  await eventually(() => world.accepted(send.sendId).length === 1);
  expect(one.calls()).toMatchObject([one.typing, { text: { body: 'later' } }]);
});

test('an answer that comes along with it has its own receipt, as ever', async () => {
  const one = await asked();
  await said(one, 'bot', 'at once', world.awaited(one.to));
  expect(one.calls()).toMatchObject([one.typing, { text: { body: 'at once' } }]);
});

test('nobody types who has lost the conversation by then, nor is it shown late', async () => {
  const taken = await asked();
  await world.bus.append([world.awaited(taken.to), world.fence(taken.to, 1)]);
  await eventually(() => world.of('FenceReached', ({ envelope }) => envelope.conversationId === taken.to.conversationId).length === 1);
  await said(taken, 'agent', 'it is me now');
  expect(taken.calls()).toEqual([
    expect.not.objectContaining({ typing_indicator: expect.anything() }),
    expect.objectContaining({ text: expect.anything() }),
  ]);
  const late = await asked();
  await world.bus.append([world.awaited(late.to, Date.now() - 11_000)]);
  await said(late, 'notice', 'sorry');
  expect(late.calls()).toMatchObject([{ text: { body: 'sorry' } }]);
});
