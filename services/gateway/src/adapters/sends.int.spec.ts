import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deriveId } from '@frontdesk/bus';
import type { Message } from '@frontdesk/contracts';
import { eventually, text } from '@frontdesk/testing';
import { accept, cut, reject } from '../../test/graph-recorder.ts';
import { GatewayWorld, toWire, webhook } from '../../test/gateway-world.ts';

let world: GatewayWorld;
let phone = 4915200000000;
beforeAll(async () => {
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

const customer = () => world.customer(String((phone += 1)));
const sentTo = (to: string) => world.graph.sentTo(to);
const append = (...sends: { record: Parameters<GatewayWorld['bus']['append']>[0][number] }[]) =>
  world.bus.append(sends.map(({ record }) => record));

describe('what policy lets out reaches the customer', () => {
  test('once, in order, with our id, after a read receipt with "typing…" for the bot', async () => {
    const to = await customer();
    const [one, two] = [world.dispatch(to, 'bot', 'first', { typingFor: to.messageId }), world.dispatch(to, 'agent', 'second')];
    const before = world.graph.calls.length;
    await append(one, two, one);
    await eventually(() => world.accepted(one.sendId).length === 1 && world.accepted(two.sendId).length === 1);
    const calls = world.graph.calls.slice(before);
    expect(calls.map(({ body }) => body)).toMatchObject([
      { messaging_product: 'whatsapp', status: 'read', typing_indicator: { type: 'text' }, message_id: `wamid.hello${phone}` },
      {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: `+${phone}`,
        type: 'text',
        text: { body: 'first' },
        biz_opaque_callback_data: one.sendId,
      },
      { text: { body: 'second' }, biz_opaque_callback_data: two.sendId },
    ]);
    expect(calls[1]).toMatchObject({
      method: 'POST',
      path: expect.stringMatching(/^\/v25\.0\/106500000000001\/messages$/),
      headers: { authorization: 'Bearer TOKEN-THAT-NOBODY-MAY-SEE' },
    });
    expect(world.accepted(one.sendId)[0]).toMatchObject({
      data: { dispatchSeq: 1, speaker: 'bot', subjectId: 'subject-1' },
      envelope: { conversationId: to.conversationId, fence: { case: 1, epoch: 0, turn: 1 } },
    });
    // Meta's id of it holds the customer's number, and is nobody's business but ours
    expect(world.accepted(one.sendId)[0]!.data.sealedWamid).toHaveLength(0);
  });

  test("a person's answer marks what it answers as read too, and nobody is typing", async () => {
    const to = await customer();
    const before = world.graph.calls.length;
    const send = world.dispatch(to, 'agent', 'let me look', { typingFor: to.messageId });
    await append(send);
    await eventually(() => world.accepted(send.sendId).length === 1);
    const [read, written, ...more] = world.graph.calls.slice(before).map(({ body }) => body);
    expect(read).toEqual({ messaging_product: 'whatsapp', status: 'read', message_id: `wamid.hello${phone}` });
    expect([written, more]).toMatchObject([{ text: { body: 'let me look' } }, []]);
  });

  test('with a list to choose from below its text', async () => {
    const to = await customer();
    const choices = { button: text('Rate'), rows: [5, 4].map((rating) => ({ id: `rating-${rating}`, title: text(`${rating} stars`) })) };
    const [long, short] = [
      world.dispatch(to, 'notice', `${'a '.repeat(2047)}. How was it?`, { choices } as never),
      world.dispatch(to, 'notice', 'How was it?', { choices } as never),
    ];
    const before = world.graph.calls.length;
    await append(long, short);
    await eventually(() => world.accepted(short.sendId).length === 1);
    const list = {
      type: 'interactive',
      interactive: {
        type: 'list',
        action: {
          button: 'Rate',
          sections: [
            {
              rows: [
                { id: 'rating-5', title: '5 stars' },
                { id: 'rating-4', title: '4 stars' },
              ],
            },
          ],
        },
      },
    };
    expect(world.graph.calls.slice(before).map(({ body }) => body)).toMatchObject([
      { type: 'text' },
      list,
      { ...list, interactive: { ...list.interactive, body: { text: 'How was it?' } }, biz_opaque_callback_data: short.sendId },
    ]);
  });

  test('and its call is marked in the transaction that takes it', async () => {
    const to = await customer();
    const send = world.dispatch(to, 'agent', 'at once');
    const seen: { taken: string; marked: string }[] = [];
    world.graph.next.push((response, call) => {
      void world
        .postgresRows<{ taken: string; marked: string }>(
          `SELECT i.xmin::text AS taken, s.xmin::text AS marked FROM gateway.inbox i, gateway.sends s WHERE cause_id = $1 AND s.send_id = $2`,
          [send.record.headers['id']!, send.sendId],
        )
        .then((rows) => seen.push(...rows))
        .finally(() => accept(response, call));
    });
    await append(send);
    await eventually(() => world.accepted(send.sendId).length === 1);
    expect(seen).toHaveLength(1);
    expect(seen[0]!.marked).toBe(seen[0]!.taken);
  });

  test('a higher number waits for the lower one', async () => {
    const to = await customer();
    await append(world.dispatch(to, 'agent', 'n1'));
    await eventually(() => sentTo(String(phone)).length === 1);
    const [n2, n3] = [world.dispatch(to, 'agent', 'n2'), world.dispatch(to, 'agent', 'n3')];
    await append(n3);
    await eventually(async () => (await world.stateOf(n3.sendId)) === 'queued');
    await append(n2);
    await eventually(() => world.accepted(n3.sendId).length === 1);
    expect(sentTo(String(phone))).toEqual(['n1', 'n2', 'n3']);
  });

  test('a number that never comes is waited for once', async () => {
    const to = await customer();
    const n1 = world.dispatch(to, 'agent', 'n1');
    await append(n1);
    await eventually(() => world.accepted(n1.sendId).length === 1);
    const n3 = world.dispatch(to, 'agent', 'n3', { seq: 3 });
    await append(n3);
    await eventually(async () => (await world.stateOf(n3.sendId)) === 'queued');
    await world.postgresRows("UPDATE gateway.sends SET queued_at = queued_at - interval '30 s' WHERE send_id = $1", [n3.sendId]);
    await eventually(() => world.accepted(n3.sendId).length === 1);
    const n4 = world.dispatch(to, 'agent', 'n4');
    await append(n4);
    await eventually(() => world.accepted(n4.sendId).length === 1);
  });

  test.each(['agent', 'bot'] as const)('a long answer of %s goes out in parts, resumed at the part that failed', async (speaker) => {
    const to = await customer();
    const long = `${'First sentence. '.repeat(250)}${'Second sentence. '.repeat(150)}`.trim();
    world.graph.next.push(
      (response, call) => {
        void call;
        response.writeHead(200).end('{"messages":[{"id":"wamid.part1"}]}');
      },
      reject(400, 131000),
    );
    const send = world.dispatch(to, speaker, long);
    await append(send);
    await eventually(() => world.accepted(send.sendId).length === 1);
    const parts = sentTo(String(phone)) as string[];
    expect(parts).toHaveLength(3);
    expect(parts[1]).toBe(parts[2]);
    expect([parts[0], parts[2]].join(' ')).toBe(long);
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(4096);
  });

  test('a template goes out with its variables; a customer without a number is reached by user id', async () => {
    await world.post(
      toWire(
        webhook({
          messages: [
            { from_user_id: 'DE.hidden1', id: 'wamid.hidden1', timestamp: '1790000000', type: 'text', text: { body: 'hidden hello' } },
          ],
        }),
      ),
    );
    await eventually(() => world.of('MessageReceived', ({ data }) => data.text?.redacted === 'hidden hello').length === 1);
    const [{ data, envelope }] = world.of('MessageReceived', ({ data: { text: words } }) => words?.redacted === 'hidden hello') as [
      Message<'MessageReceived'>,
    ];
    const send = world.dispatch({ contact: data.contact as never, conversationId: envelope.conversationId }, 'agent', '', {
      template: { name: 'order_update', language: 'en', variables: [text('FD-10234'), text('to\nmorrow')] },
    });
    await append(send);
    await eventually(() => world.accepted(send.sendId).length === 1);
    expect(world.graph.calls.at(-1)?.body).toMatchObject({
      recipient: 'DE.hidden1',
      type: 'template',
      template: {
        name: 'order_update',
        language: { code: 'en' },
        components: [
          {
            type: 'body',
            parameters: [
              { type: 'text', text: 'FD-10234' },
              { type: 'text', text: 'to morrow' },
            ],
          },
        ],
      },
    });
    expect(world.graph.calls.at(-1)?.body).not.toHaveProperty('to');
  });
});

describe('when Meta refuses', () => {
  test("what passes is tried again, what doesn't is final, with the code", async () => {
    const to = await customer();
    world.graph.next.push(reject(500, 131000), reject(400, 131026));
    const [again, never] = [world.dispatch(to, 'agent', 'again'), world.dispatch(to, 'agent', 'never')];
    await append(again);
    await eventually(
      () => world.accepted(again.sendId).length === 0 && world.of('SendFailed', ({ data }) => data.sendId === again.sendId).length === 1,
    );
    await append(never);
    await eventually(
      () =>
        world.accepted(again.sendId).length + world.of('SendFailed', ({ data }) => data.sendId === again.sendId && data.final).length === 1,
    );
    expect(world.of('SendFailed', ({ data }) => data.sendId === again.sendId).map(({ data }) => [data.code, data.final])).toEqual([
      [131000, false],
      [131026, true],
    ]);
    await eventually(() => world.accepted(never.sendId).length === 1);
  });
});

describe('the fence', () => {
  const reached = (to: { conversationId: string }) =>
    world.of('FenceReached', ({ envelope }) => envelope.conversationId === to.conversationId).map(({ data }) => [data.epoch, data.unknown]);

  test("with nothing on the wire it is reached at once, what the bot had queued is cancelled, the person's goes out", async () => {
    const to = await customer();
    world.graph.next.push(reject(400, 131056));
    const [queued, kept] = [world.dispatch(to, 'bot', 'stale', { seq: 2 }), world.dispatch(to, 'agent', 'yours', { epoch: 1, seq: 3 })];
    const first = world.dispatch(to, 'bot', 'held back', { seq: 1 });
    await append(first);
    await eventually(() => world.of('SendFailed', ({ data }) => data.sendId === first.sendId).length === 1);
    await append(queued, { record: world.fence(to, 1) }, kept);
    await eventually(() => world.accepted(kept.sendId).length === 1);
    expect(reached(to)).toEqual([[1, []]]);
    expect(
      world
        .of('SendCancelled', ({ envelope }) => envelope.conversationId === to.conversationId)
        .map(({ data }) => [data.dispatchSeq, data.reason]),
    ).toEqual([
      [1, 'STALE_EPOCH'],
      [2, 'STALE_EPOCH'],
    ]);
    expect(sentTo(String(phone))).toEqual(['held back', 'yours']);
  });

  test('a request on the wire holds it until it is settled', async () => {
    const to = await customer();
    let answer: () => void = () => undefined;
    world.graph.next.push((response) => {
      answer = () => void response.writeHead(200).end(`{"messages":[{"id":"wamid.${deriveId(0, phone)}"}]}`);
    });
    const bot = world.dispatch(to, 'bot', 'on the wire');
    await append(bot);
    await eventually(() => sentTo(String(phone)).length === 1);
    await append({ record: world.fence(to, 1) });
    await eventually(
      async () =>
        (await world.postgresRows('SELECT 1 FROM gateway.fences WHERE conversation_id = $1 AND epoch = 1', [to.conversationId])).length ===
        1,
    );
    expect(reached(to)).toEqual([]);
    answer();
    await eventually(() => reached(to).length === 1);
    expect(reached(to)).toEqual([[1, []]]);
    expect(world.accepted(bot.sendId)).toHaveLength(1);
  });

  test('an unknown outcome does not hold it, but is named', async () => {
    const to = await customer();
    world.graph.next.push(cut);
    const bot = world.dispatch(to, 'bot', 'who knows');
    await append(bot);
    await eventually(async () => (await world.stateOf(bot.sendId)) === 'unknown');
    await append({ record: world.fence(to, 1) });
    await eventually(() => reached(to).length === 1);
    expect(reached(to)).toEqual([[1, [bot.sendId]]]);
  });
});

describe('a dispatch that cannot be queued', () => {
  test.each<[string, string, object]>([
    ['its number is taken by another send', '23505', { seq: 90, dispatchSeq: 1 }],
    ['it holds what no text column takes', '22P05', { subjectId: 'sub\u0000ject' }],
  ])('%s: it alone becomes a dead letter, its neighbours in the batch are sent', async (_name, errorCode, about) => {
    const [to, other] = [await customer(), await customer()];
    const [one, ill, two] = [
      world.dispatch(to, 'agent', 'one'),
      world.dispatch(to, 'agent', 'ill', about),
      world.dispatch(to, 'agent', 'two', { seq: 2 }),
    ];
    const theirs = world.dispatch(other, 'agent', 'theirs');
    await append(one, ill, theirs, two);
    await eventually(() => [one, two, theirs].every(({ sendId }) => world.accepted(sendId).length === 1));
    const dead = () => world.of('DeadLettered', ({ envelope }) => envelope.conversationId === to.conversationId);
    await eventually(() => dead().length === 1);
    expect(dead()[0]?.data).toMatchObject({
      consumer: 'gateway',
      topic: 'conversation.dispatch.v1',
      recordType: 'MessageDispatched',
      errorCode,
      recordId: ill.record.headers.id,
    });
    expect(
      world.graph.texts
        .filter((text) => ['one', 'two', 'theirs', 'ill'].includes(text))
        .slice(-3)
        .toSorted(),
    ).toEqual(['one', 'theirs', 'two']);
    expect(
      await world.postgresRows("SELECT send_id FROM gateway.sends WHERE conversation_id = $1 AND state <> 'accepted'", [to.conversationId]),
    ).toEqual([]);
  });
});
