import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { actionOf, callsSomebody, errorCode, errorCodes, refusingCodes, throttlingCodes } from '@frontdesk/whatsapp';
import { eventually } from '@frontdesk/testing';
import { reject } from '../../test/graph-recorder.ts';
import type { Answer } from '../../test/graph-recorder.ts';
import { GatewayWorld, numberId, toWire, webhook } from '../../test/gateway-world.ts';

let world: GatewayWorld;
let phone = 4915600000000;
beforeAll(async () => {
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

const customer = async () => {
  const own = String((phone += 1));
  return { ...(await world.customer(own)), phone: own };
};
const sentTo = (to: string) => world.graph.sentTo(to);
const failed = (sendId: string) => world.of('SendFailed', ({ data }) => data.sendId === sendId).map(({ data }) => data);
const alerts = (code: number) => world.of('AccountAlerted', ({ data }) => data.alert === `SEND_REFUSED_${code}`);
const status = (id: string, word: string, more: object = {}) =>
  world.post(toWire(webhook({ statuses: [{ id, status: word, timestamp: '1790000200', recipient_id: String(phone), ...more }] })));
const failing = (id: string, code: number, more: object = {}) =>
  status(id, 'failed', { errors: [{ code, title: `title of ${code}` }], ...more });
const due = (sendId: string) => world.postgresRows('UPDATE gateway.sends SET not_before = now() WHERE send_id = $1', [sendId]);
/** As if the wait that Meta asked the whole number for were over. */
const calm = () => world.postgresRows('UPDATE gateway.number_paces SET paid_to = 0, share = 1, cut_at = 0', []);
const stateOf = async (sendId: string) =>
  (await world.postgresRows<{ state: string; chunk: number }>('SELECT state, chunk FROM gateway.sends WHERE send_id = $1', [sendId]))[0];
/** Meta's "too fast" for a number holds all it sends; that has specs of its own. */
const calmed = async (code: number): Promise<void> => {
  if (!throttlingCodes.has(code)) return;
  await eventually(async () => (await world.postgresRows('SELECT 1 FROM gateway.number_paces WHERE cut_at > 0', [])).length === 1);
  await calm();
};
/** Meta takes it, under this id. */
const taken =
  (id: string): Answer =>
  (response) =>
    void response.writeHead(200).end(JSON.stringify({ messages: [{ id }] }));
let made = 0;
/** Sent and taken by Meta, in as many parts as there are wamids. */
const sent = async (words: string, speaker: 'bot' | 'agent' = 'bot', parts = 1) => {
  const to = await customer();
  const send = world.dispatch(to, speaker, words);
  const wamids = Array.from({ length: parts }, () => `wamid.refused${(made += 1)}`);
  for (const id of wamids) world.graph.to(to.phone).push(taken(id));
  await world.bus.append([send.record]);
  await eventually(() => world.accepted(send.sendId).length === 1);
  return { ...send, to, wamids, phone: to.phone };
};

/** What a code leads to at first, by Meta's table. */
const expected = (code: number, way: 'answer' | 'status') => {
  const rule = errorCode(code, 400);
  const action = code === 0 ? 'fatal' : actionOf(rule);
  const waits = (rule.afterMs ?? 1_000) <= 60_000 && (action === 'retry' || (action === 'hold' && way === 'answer'));
  return { action, final: !waits, alert: callsSomebody(rule) };
};

describe("every code of Meta's table", () => {
  // those that shut the number have tests of their own: nothing else would go out meanwhile
  const codes = Object.keys(errorCodes)
    .map(Number)
    .filter((code) => !refusingCodes.has(code));

  test('in an answer: the fact says what follows, and somebody is called where the table says so', async () => {
    for (const code of codes) {
      const to = await customer();
      const send = world.dispatch(to, 'agent', `refused with ${code}`);
      world.graph.to(to.phone).push(reject(400, code));
      await world.bus.append([send.record]);
      await eventually(() => failed(send.sendId).length > 0);
      const { action, final, alert } = expected(code, 'answer');
      expect(failed(send.sendId)[0]).toMatchObject({ code, action, final, speaker: 'agent' });
      expect([code, (await stateOf(send.sendId))?.state === 'failed']).toEqual([code, final]);
      if (alert) await eventually(() => alerts(code).length === 1);
      // what waits for minutes must not be in the way of the next
      if (!final)
        await world.postgresRows("UPDATE gateway.sends SET state = 'cancelled' WHERE send_id = $1 AND state = 'queued'", [send.sendId]);
      await calmed(code);
    }
  }, 240_000);

  test('in a status: the same, and what the table retries goes out again', async () => {
    for (const code of codes) {
      const send = await sent(`told later: ${code}`);
      await failing(send.wamids[0]!, code);
      await eventually(() => failed(send.sendId).length > 0);
      const { action, final } = expected(code, 'status');
      expect(failed(send.sendId)[0]).toMatchObject({ code, action, final, speaker: 'bot', title: `title of ${code}` });
      await calmed(code);
      if (final) continue;
      await due(send.sendId);
      await eventually(() => world.accepted(send.sendId).length === 2);
      expect(sentTo(send.phone)).toEqual([`told later: ${code}`, `told later: ${code}`]);
    }
    expect(await world.postgresRows('SELECT code FROM gateway.number_alerts WHERE refused_at > 0', [])).toEqual([]);
    for (const code of codes) expect([code, alerts(code).length]).toEqual([code, callsSomebody(errorCode(code, 400)) ? 1 : 0]);
  }, 240_000);

  test('an alert is about the number, under no fence and about no customer', async () => {
    expect(alerts(131048)[0]).toMatchObject({
      envelope: { conversationId: `account:${numberId}`, customerHash: '' },
      data: { severity: 'CRITICAL', status: 'ACTIVE' },
    });
    expect(alerts(131048)[0]?.envelope.fence).toMatchObject({ case: 0, epoch: 0, turn: 0 });
  });

  test('what goes on is said once, again after a day, and as news after half an hour without it', async () => {
    const refusedAgain = async (seen: string, told: string): Promise<number> => {
      await world.postgresRows(
        `UPDATE gateway.number_alerts SET seen_at = now() - interval '${seen}', told_at = now() - interval '${told}' WHERE code = 131048`,
        [],
      );
      const to = await customer();
      const send = world.dispatch(to, 'agent', 'refused again');
      world.graph.to(to.phone).push(reject(400, 131048));
      await world.bus.append([send.record]);
      await eventually(() => failed(send.sendId).length === 1);
      return alerts(131048).length;
    };
    await refusedAgain('0 s', '0 s');
    const before = alerts(131048).length;
    const counts = [];
    for (const [seen, told] of [
      ['0 s', '0 s'],
      ['29 minutes', '23 hours'],
      ['31 minutes', '40 minutes'],
      ['2 minutes', '2 hours'],
      ['2 minutes', '25 hours'],
    ] as const) {
      counts.push((await refusedAgain(seen, told)) - before);
      const [row] = await world.postgresRows<{ seen: boolean }>(
        "SELECT seen_at > now() - interval '1 minute' AS seen FROM gateway.number_alerts WHERE code = 131048",
        [],
      );
      expect(row?.seen).toBe(true);
    }
    expect(counts).toEqual([0, 0, 1, 1, 2]);
  });

  test.each([
    ['alone', 1],
    ['among others', 2],
  ])('mended and back within half an hour: news, once a message has arrived in between (its status %s)', async (_way, together) => {
    const own = `1077${together}`;
    const next = async () => {
      const to = await customer();
      const send = world.dispatch({ ...to, contact: { ...to.contact, numberId: own } }, 'agent', 'of a number of its own');
      return { ...send, wamid: `wamid.${send.sendId}`, phone: to.phone };
    };
    const refused = await next();
    world.graph.to(refused.phone).push(reject(400, 131042));
    await world.bus.append([refused.record]);
    await eventually(
      () =>
        failed(refused.sendId).length === 1 &&
        world.of('AccountAlerted', ({ envelope }) => envelope.conversationId === `account:${own}`).length === 1,
    );
    await world.postgresRows(
      "UPDATE gateway.number_alerts SET told_at = now() - interval '5 minutes', seen_at = now() - interval '5 minutes' WHERE number_id = $1",
      [own],
    );
    await eventually(async () => {
      await due(refused.sendId);
      return world.accepted(refused.sendId).length === 1;
    });
    // the row is read once a second
    await eventually(async () => {
      const arrived = [await next()];
      while (arrived.length < together) arrived.push(await next());
      for (const { wamid: id, phone: of } of arrived) world.graph.to(of).push(taken(id));
      await world.bus.append(arrived.map(({ record }) => record));
      await eventually(() => arrived.every(({ sendId }) => world.accepted(sendId).length === 1));
      await world.post(
        toWire(
          webhook({
            statuses: arrived.map(({ wamid: id, phone: of }) => ({ id, status: 'delivered', timestamp: '1790000200', recipient_id: of })),
          }),
        ),
      );
      await eventually(() => arrived.every(({ sendId }) => world.of('StatusReceived', ({ data }) => data.sendId === sendId).length === 1));
      return (
        (await world.postgresRows("SELECT 1 FROM gateway.number_alerts WHERE number_id = $1 AND seen_at = 'epoch'", [own])).length === 1
      );
    });
    const ofOwn = () =>
      world
        .of('AccountAlerted', ({ envelope }) => envelope.conversationId === `account:${own}`)
        .map(({ data: { alert, status: is } }) => `${alert} ${is}`);
    await eventually(() => ofOwn().length === 2);
    const back = await next();
    world.graph.to(back.phone).push(reject(400, 131042));
    await world.bus.append([back.record]);
    await eventually(() => ofOwn().length === 3);
    expect(ofOwn()).toEqual(['SEND_REFUSED_131042 ACTIVE', 'SEND_REFUSED_131042 RESOLVED', 'SEND_REFUSED_131042 ACTIVE']);
  });
});

describe('what was refused together does not come again together', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });
  const waits = (sendId: string) => failed(sendId).map(({ at, retryAt }) => retryAt - at);

  test('refused in the answer: the wait is drawn for each call', async () => {
    const drawn = jest.spyOn(Math, 'random');
    for (const [draw, wait] of [
      [0, 1_000],
      [0.4, 1_200],
      [0.9, 1_450],
    ] as const) {
      drawn.mockReturnValue(draw);
      const to = await customer();
      const send = world.dispatch(to, 'agent', `drawn (${draw})`);
      world.graph.to(to.phone).push(reject(400, 131056));
      await world.bus.append([send.record]);
      await eventually(() => failed(send.sendId).length === 1);
      expect([draw, waits(send.sendId)]).toEqual([draw, [wait]]);
      await due(send.sendId);
      await eventually(() => world.accepted(send.sendId).length === 1);
    }
  });

  test('told in a status: the same', async () => {
    const drawn = jest.spyOn(Math, 'random');
    for (const [draw, wait] of [
      [0.2, 1_100],
      [0.8, 1_400],
    ] as const) {
      const send = await sent(`drawn later (${draw})`);
      drawn.mockReturnValue(draw);
      await failing(send.wamids[0]!, 131056);
      await eventually(() => failed(send.sendId).length === 1);
      expect([draw, waits(send.sendId)]).toEqual([draw, [wait]]);
      await due(send.sendId);
      await eventually(() => world.accepted(send.sendId).length === 2);
    }
  });
});

describe('told later that Meta refuses the number itself', () => {
  test.each([
    [131042, 'Business eligibility payment issue'],
    [131031, 'Business Account locked'],
    [190, 'Access token has expired'],
    [368, 'Temporarily blocked'],
    [10, 'Permission denied'],
    [0, 'AuthException'],
  ])('%i: the next send of it waits and nobody is called, those of other numbers go on, somebody is told', async (code, title) => {
    const numbered = async (own: string) => {
      const to = await customer();
      return { ...to, contact: { ...to.contact, numberId: own } };
    };
    const own = `1065${String(code).padStart(11, '0')}`;
    const [one, two, other] = [await numbered(own), await numbered(own), await numbered(`${own}1`)];
    const wamid = `wamid.number${code}`;
    const [first, second, theirs] = [
      world.dispatch(one, 'agent', `first ${code}`),
      world.dispatch(two, 'agent', `second ${code}`),
      world.dispatch(other, 'agent', `theirs ${code}`),
    ];
    world.graph.to(one.phone).push(taken(wamid));
    await world.bus.append([first.record]);
    await eventually(() => world.accepted(first.sendId).length === 1);
    await status(wamid, 'failed', { errors: [{ code, title }] });
    await eventually(
      () =>
        failed(first.sendId).length === 1 &&
        alerts(code).filter(({ envelope }) => envelope.conversationId === `account:${own}`).length === 1,
    );
    await world.bus.append([second.record, theirs.record]);
    await eventually(() => world.accepted(theirs.sendId).length === 1 && failed(second.sendId).length === 1);
    expect(failed(second.sendId)[0]).toMatchObject({ code, action: 'hold', final: false });
    // for the other replicas
    expect(await world.postgresRows('SELECT code FROM gateway.number_alerts WHERE number_id = $1 AND refused_at > 0', [own])).toEqual([
      { code },
    ]);
    expect(world.graph.texts.filter((text) => text.endsWith(` ${code}`))).toEqual([`first ${code}`, `theirs ${code}`]);
  });
});

describe('told later that it failed (131056)', () => {
  const long = `${'First sentence. '.repeat(250)}${'Second sentence. '.repeat(250)}`.trim();

  test('of a long answer only the part that failed goes out again', async () => {
    const send = await sent(long, 'agent', 3);
    const before = sentTo(send.phone);
    await failing(send.wamids[1]!, 131056);
    await eventually(() => failed(send.sendId).length === 1);
    await due(send.sendId);
    await eventually(() => world.accepted(send.sendId).length === 2);
    expect(sentTo(send.phone)).toEqual([...before, before[1]]);
  });

  test('of two parts that failed each goes out once more, in whatever order the news came', async () => {
    const send = await sent(long, 'agent', 3);
    const before = sentTo(send.phone);
    await failing(send.wamids[2]!, 131056);
    await failing(send.wamids[0]!, 131056);
    await eventually(() => failed(send.sendId).length === 2);
    await due(send.sendId);
    await eventually(() => world.accepted(send.sendId).length === 2 && sentTo(send.phone).length === 5);
    expect(sentTo(send.phone)).toEqual([...before, before[0], before[2]]);
  });

  test('and then that it arrived: the second copy is not sent, and it is counted', async () => {
    const send = await sent('arrived after all');
    await failing(send.wamids[0]!, 131056);
    await eventually(async () => (await stateOf(send.sendId))?.state === 'queued');
    await world.postgresRows("UPDATE gateway.sends SET not_before = now() + interval '1 hour' WHERE send_id = $1", [send.sendId]);
    await status(send.wamids[0]!, 'delivered');
    await eventually(async () => (await stateOf(send.sendId))?.state === 'accepted');
    await due(send.sendId);
    const next = world.dispatch(send.to, 'bot', 'the next');
    await world.bus.append([next.record]);
    await eventually(() => world.accepted(next.sendId).length === 1);
    expect(sentTo(send.phone)).toEqual(['arrived after all', 'the next']);
  });

  test("after a takeover: the bot's is not sent again, and that is the end of it", async () => {
    const send = await sent('the bot said');
    await world.bus.append([world.fence(send.to, 1)]);
    await eventually(() => world.of('FenceReached', ({ envelope }) => envelope.conversationId === send.to.conversationId).length === 1);
    await failing(send.wamids[0]!, 131056);
    await eventually(() => failed(send.sendId).length === 1);
    expect(failed(send.sendId)[0]).toMatchObject({ final: true, action: 'fatal' });
    expect((await stateOf(send.sendId))?.state).toBe('accepted');
  });

  test('five times: it is held, not sent a sixth time', async () => {
    const send = await sent('again and again');
    let wamid = send.wamids[0]!;
    for (let copy = 2; copy <= 5; copy += 1) {
      const id = `wamid.refused${(made += 1)}`;
      world.graph.to(send.phone).push(taken(id));
      await failing(wamid, 131056);
      await eventually(() => failed(send.sendId).length === copy - 1);
      await due(send.sendId);
      await eventually(() => world.accepted(send.sendId).length === copy);
      wamid = id;
    }
    await failing(wamid, 131056);
    await eventually(() => failed(send.sendId).length === 5);
    expect(failed(send.sendId).map(({ final, action }) => [final, action])).toEqual([
      ...Array.from({ length: 4 }, () => [false, 'retry']),
      [true, 'hold'],
    ]);
    expect(sentTo(send.phone)).toHaveLength(5);
  });

  test('before the answer to the call came: the same', async () => {
    const to = await customer();
    const send = world.dispatch(to, 'agent', 'overtaken');
    const wamid = `wamid.refused${(made += 1)}`;
    let answer = (): void => undefined;
    world.graph.to(to.phone).push((response, call) => {
      answer = () => taken(wamid)(response, call);
    });
    await world.bus.append([send.record]);
    await eventually(() => sentTo(to.phone).length === 1);
    await failing(wamid, 131056, { biz_opaque_callback_data: send.sendId });
    await eventually(() => failed(send.sendId).length === 1);
    answer();
    await due(send.sendId);
    await eventually(() => sentTo(to.phone).length === 2 && world.accepted(send.sendId).length === 2);
  });
});
