import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Message, MessageType } from '@frontdesk/contracts';
import { eventually } from '@frontdesk/testing';
import { change, GatewayWorld, numberId, toWire, webhook } from '../../test/gateway-world.ts';

let world: GatewayWorld;
beforeAll(async () => {
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

const from = '4915100000088';
const metadata = { display_phone_number: '15550000001', phone_number_id: numberId };
const say = (id: string, content: object, more: object = {}) =>
  world.post(toWire(webhook({ messages: [{ from, id: `wamid.${id}`, timestamp: '1790000500', ...content, ...more }] })));
const text = (body: string) => ({ type: 'text', text: { body } });
const field = (name: string, value: object) => world.post(toWire(change(name, { messaging_product: 'whatsapp', metadata, ...value })));

/** The facts of a type there are once `count` of them have come. */
async function come<T extends MessageType>(type: T, count: number): Promise<Message<T>[]> {
  await eventually(() => world.of(type).length >= count);
  expect(world.of(type)).toHaveLength(count);
  return world.of(type);
}
const unused = (itemType: string) => world.of('ItemNotUsed', ({ data }) => data.itemType === itemType).map(({ data }) => data.why);

describe('what is said in a thread', () => {
  test('is edited and taken back by our id of it, by who wrote it, in that thread alone', async () => {
    await say('m1', text('my order is FD-1023'));
    const [first] = await come('MessageReceived', 1);
    await say('e1', { type: 'edit', edit: { original_message_id: 'wamid.m1', message: text('my order is FD-10234') } });
    const [edited] = await come('MessageEdited', 1);
    expect(edited).toMatchObject({
      data: { messageId: first?.data.messageId, by: 'customer', text: { redacted: 'my order is FD-10234' }, sentAt: 1790000500000 },
      envelope: { conversationId: first?.envelope.conversationId, actor: { kind: 'customer' } },
    });
    await say('stranger', { type: 'revoke', revoke: { original_message_id: 'wamid.m1' } }, { from: '4915100000089' });
    await say('r1', { type: 'revoke', revoke: { original_message_id: 'wamid.m1' } });
    const [revoked] = await come('MessageRevoked', 1);
    expect(revoked).toMatchObject({ data: { messageId: first?.data.messageId, by: 'customer', at: 1790000500000 } });
    expect(unused('changed')).toEqual(['no_known_message']);
  });

  test("a button's id stays, but for somebody's data that another tool put into it", async () => {
    const tapped = (id: string, payload: string) => say(id, { type: 'button', button: { payload, text: id } });
    await tapped('tap-ours', 'rating:5');
    await tapped('tap-theirs', 'confirm:ada@example.org:+4915155512345');
    const chosen = (words: string) =>
      world.of('MessageReceived', ({ data }) => data.text?.redacted === words).map(({ data }) => data.choiceId);
    await eventually(() => chosen('tap-theirs').length === 1);
    expect([...chosen('tap-ours'), ...chosen('tap-theirs')]).toEqual(['rating:5', 'confirm:[EMAIL_1]:[PHONE_1]']);
  });

  test("what was put into the cart stands in the record: it holds nobody's data", async () => {
    const lamp = { product_retailer_id: 'sku-1', quantity: 2, item_price: 7.99, currency: 'USD' };
    await say('cart', { type: 'order', order: { text: 'By Friday', product_items: [lamp] } });
    const ordered = () => world.of('MessageReceived', ({ data }) => data.kind === 'order').map(({ data }) => data.text?.redacted);
    await eventually(() => ordered().length === 1);
    expect(ordered()).toEqual(['By Friday\n2 × 7.99 USD: sku-1']);
  });

  test('an edit of what never came is what they say', async () => {
    await say('e2', { type: 'edit', edit: { original_message_id: 'wamid.never', message: text('only now') } });
    await eventually(() => world.of('MessageReceived', ({ data }) => data.text?.redacted === 'only now').length === 1);
    expect(world.of('MessageEdited')).toHaveLength(1);
  });

  test('a chat that is opened without a word is told as that', async () => {
    await say('w1', { type: 'request_welcome' });
    expect((await come('WelcomeRequested', 1))[0]).toMatchObject({ data: { at: 1790000500000, contact: { numberId } } });
  });

  test('what was filled in comes in words and as data, both sealed', async () => {
    await say('f1', {
      type: 'interactive',
      interactive: {
        type: 'nfm_reply',
        nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"e_mail":"jane@example.com","rating":"4"}' },
      },
    });
    await eventually(() => world.of('MessageReceived', ({ data }) => data.kind === 'form').length === 1);
    const [{ data }] = world.of('MessageReceived', ({ data: { kind } }) => kind === 'form') as [Message<'MessageReceived'>];
    expect([data.text?.redacted, data.form?.redacted]).toEqual(['e mail: [EMAIL_1]\nrating: 4', '{"e_mail":"[EMAIL_1]","rating":"4"}']);
    expect([data.text?.sealed.length, data.form?.sealed.length].every((length) => (length ?? 0) > 40)).toBe(true);
  });

  test("the answer to a question that we never ask is nobody's turn", async () => {
    await say('c1', { type: 'interactive', interactive: { type: 'call_permission_reply', call_permission_reply: { response: 'reject' } } });
    await eventually(() => unused('interactive').length === 1);
  });

  test('what the phone wrote may be a file, may be edited, and taken back', async () => {
    const echo = (id: string, content: object) =>
      field('smb_message_echoes', {
        message_echoes: [{ from: '15550000001', to: from, id: `wamid.${id}`, timestamp: '1790000600', ...content }],
      });
    await echo('p1', { type: 'image', image: { id: '99001', mime_type: 'image/jpeg', caption: 'your parcel' } });
    const [sent] = await come('EchoReceived', 1);
    expect(sent).toMatchObject({
      data: { by: 'phone', kind: 'media', mediaKind: 'image', text: { redacted: 'your parcel' } },
      envelope: { actor: { kind: 'agent', id: 'phone' } },
    });
    expect(await world.postgresRows('SELECT kind FROM gateway.media WHERE message_id = $1', [sent?.data.messageId])).toEqual([
      { kind: 'image' },
    ]);
    await echo('p2', {
      type: 'edit',
      edit: { original_message_id: 'wamid.p1', message: { type: 'image', image: { id: '99001', caption: 'their parcel' } } },
    });
    expect((await come('MessageEdited', 2))[1]?.data).toMatchObject({
      messageId: sent?.data.messageId,
      by: 'phone',
      text: { redacted: 'their parcel' },
    });
    await echo('p3', { type: 'revoke', revoke: { original_message_id: 'wamid.p1' } });
    expect((await come('MessageRevoked', 2))[1]?.data).toMatchObject({ messageId: sent?.data.messageId, by: 'phone' });
    expect(await world.postgresRows('SELECT state, reason FROM gateway.media WHERE message_id = $1', [sent?.data.messageId])).toEqual([
      { state: 'failed', reason: 'revoked' },
    ]);
  });

  test("what Meta's own agent has is told as that: messages, its answers, and whose the thread is", async () => {
    await field('standby', {
      standby: {
        messages: [{ from, id: 'wamid.s1', timestamp: '1790000700', ...text('to Meta') }],
        message_echoes: [{ id: 'wamid.s2', message: { to: from, ...text('by Meta') } }],
      },
    });
    await eventually(
      () =>
        world.of('MessageReceived', ({ data }) => data.standby).length === 1 &&
        world.of('EchoReceived', ({ data }) => data.by === 'meta').length === 1,
    );
    const handover = (role: string) =>
      world.post(
        toWire(
          change('messaging_handovers', {
            type: 'control_passed',
            sender: { phone_number: from },
            recipient: { phone_number_id: numberId },
            timestamp: `179000080${role.length % 10}`,
            control_passed: { new_owner_role: role },
          }),
        ),
      );
    await handover('ai_agent');
    await handover('escalation');
    const told = await come('ThreadControlChanged', 2);
    const thread = world.of('MessageReceived')[0]?.envelope.conversationId;
    expect(told.map(({ data, envelope }) => [data.heldBy, envelope.conversationId, envelope.actor?.kind])).toEqual([
      ['meta', thread, 'meta'],
      ['us', thread, 'meta'],
    ]);
  });

  test("under their newer name echoes are the phone's, or Meta's agent's; what went out through us is neither's", async () => {
    const to = await world.customer('4915100000090');
    const send = world.dispatch(to, 'bot', 'by us');
    await world.bus.append([send.record]);
    await eventually(() => world.of('SendAccepted', ({ data }) => data.sendId === send.sendId).length === 1);
    const known = world.of('EchoReceived').length;
    const echo = (id: string, body: string, more: object = {}) => ({
      from: '15550000001',
      to: '4915100000090',
      id,
      timestamp: '1790000900',
      ...text(body),
      ...more,
    });
    await field('message_echoes', {
      message_echoes: [
        echo('wamid.test1', 'by us'),
        echo('wamid.overtakes', 'by us', { biz_opaque_callback_data: send.sendId }),
        echo('wamid.ne1', 'by a person', { biz_opaque_callback_data: "somebody else's" }),
        echo('wamid.ne2', 'by an agent', { message_creation_type: 'created_by_1p_bot' }),
      ],
    });
    await eventually(() => world.of('EchoReceived').length === known + 2 && unused('echo').length === 2);
    expect(
      world
        .of('EchoReceived')
        .slice(known)
        .map(({ data }) => [data.text?.redacted, data.by]),
    ).toEqual([
      ['by a person', 'phone'],
      ['by an agent', 'meta'],
    ]);
    expect(unused('echo')).toEqual(['no_known_message', 'no_known_message']);
  });

  test('a thread that another app has taken is not ours', async () => {
    const before = world.of('ThreadControlChanged').length;
    await world.post(
      toWire(
        change('messaging_handovers', {
          type: 'control_taken',
          sender: { phone_number: from },
          recipient: { phone_number_id: numberId },
          timestamp: '1790000950',
          control_taken: { previous_owner_role: 'customer_service', new_owner_role: 'escalation' },
        }),
      ),
    );
    expect((await come('ThreadControlChanged', before + 1)).at(-1)?.data.heldBy).toBe('meta');
  });

  test("old messages fill the thread: who said them, once, beside what came live; a file described later is that message's", async () => {
    const old = (id: string, by: string, content: object) => ({
      from: by,
      id: `wamid.${id}`,
      timestamp: '1780000000',
      ...content,
      history_context: { status: 'READ' },
    });
    const threads = [
      {
        id: from,
        messages: [
          old('h1', from, text('long ago')),
          old('h2', '15550000001', text('we answered')),
          old('h3', from, { type: 'media_placeholder' }),
          old('m1', from, text('came live')),
        ],
      },
    ];
    await field('history', { history: [{ metadata: { phase: 0, chunk_order: 1, progress: 10 }, threads }] });
    const told = await come('HistoryReceived', 3);
    expect(told.map(({ data }) => [data.text?.redacted, data.by, data.sentAt, data.kind])).toEqual([
      ['long ago', 'customer', 1780000000000, 'text'],
      ['we answered', 'phone', 1780000000000, 'text'],
      ['', 'customer', 1780000000000, 'media'],
    ]);
    await eventually(() => unused('history').length === 1);
    await field('history', {
      messages: [old('h3', from, { type: 'image', image: { id: '99002', mime_type: 'image/jpeg', caption: 'the damage' } })],
    });
    expect((await come('MessageEdited', 3))[2]?.data).toMatchObject({
      messageId: told[2]?.data.messageId,
      text: { redacted: 'the damage' },
    });
    expect(await world.postgresRows('SELECT kind FROM gateway.media WHERE message_id = $1', [told[2]?.data.messageId])).toEqual([
      { kind: 'image' },
    ]);
    expect(world.of('DeadLettered')).toEqual([]);
  });
});
