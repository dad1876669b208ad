import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { GatewayWorld } from '../../test/gateway-world.ts';

interface Answer {
  readonly name: string;
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: object | string;
  readonly want: {
    readonly kind: 'accepted' | 'rejected' | 'unknown';
    readonly code?: number;
    readonly retryClass?: string;
    readonly retryAfterMs?: number;
    readonly action?: string;
    readonly wamid?: string;
  };
}
/** libs/whatsapp/test/recorded/answers.md says where they come from. */
const answers = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../libs/whatsapp/test/recorded/answers.json'), 'utf8'),
) as Answer[];
const token = 'TOKEN-THAT-NOBODY-MAY-SEE';

let world: GatewayWorld;
const sendIds: string[] = [];
const numberOf = (index: number) => `1067${String(index).padStart(11, '0')}`;

/** Each is a person's words, in a conversation of their own and by a number of their own: one that Meta refuses or slows down would hold the next. */
beforeAll(async () => {
  world = await GatewayWorld.open();
  const to = await world.customer('4915800000000');
  const sends = answers.map(({ status, headers, body, want }, index) => {
    const wamid = `wamid.recorded${index}`;
    const said = (typeof body === 'string' ? body : JSON.stringify(body))
      .replaceAll('{token}', token)
      .replaceAll(want.wamid ?? wamid, wamid);
    world.graph.files.set(`/v25.0/${numberOf(index)}/messages`, (response) => void response.writeHead(status, headers).end(said));
    const conversationId = `${to.conversationId}-${index}`;
    return world.dispatch({ conversationId, contact: { ...to.contact, numberId: numberOf(index) } }, 'agent', 'words');
  });
  sendIds.push(...sends.map(({ sendId }) => sendId));
  await world.bus.append(sends.map(({ record }) => record));
}, 120_000);
afterAll(() => world?.close(), 60_000);

const failed = (sendId: string) => world.of('SendFailed', ({ data }) => data.sendId === sendId).map(({ data }) => data);
const callsOf = (index: number) => world.graph.fileCalls.filter(({ path }) => path.includes(numberOf(index))).length;

const of = (kind: Answer['want']['kind']) =>
  answers.flatMap(({ status, name, want }, index) => (want.kind === kind ? [[status, name, want, index] as const] : []));

test.each(of('accepted'))('%i, a yes: %s', async (_status, _name, _want, index) => {
  const sendId = sendIds[index] as string;
  await eventually(() => world.accepted(sendId).length === 1);
  expect([await world.stateOf(sendId), failed(sendId), callsOf(index)]).toEqual(['accepted', [], 1]);
});

test.each(of('unknown'))('%i, nobody knows: %s', async (_status, _name, _want, index) => {
  const sendId = sendIds[index] as string;
  await eventually(async () => (await world.stateOf(sendId)) === 'unknown');
  expect([world.accepted(sendId), failed(sendId), callsOf(index)]).toEqual([[], [], 1]);
});

test.each(of('rejected'))('%i, a no: %s', async (_status, _name, { code, action, retryClass = '', retryAfterMs = 0 }, index) => {
  const sendId = sendIds[index] as string;
  await eventually(() => failed(sendId).length > 0);
  // what is held for long, and what is over, is policy's at once
  const isLong = retryAfterMs > 2 * 60_000;
  const final = isLong || !['B', 'F'].includes(retryClass);
  const [first] = failed(sendId);
  expect(first).toMatchObject({ code, action: isLong ? 'hold' : action, final, speaker: 'agent' });
  const { at = 0, retryAt = 0 } = first ?? {};
  const leastWait = final ? retryAfterMs : Math.max(1_000, retryAfterMs);
  expect(Math.round(Math.max(0, retryAt - at))).toBeGreaterThanOrEqual(leastWait);
  expect([world.accepted(sendId), final && callsOf(index) > 1]).toEqual([[], false]);
});

test('no fact of them holds the token', () => {
  expect(world.facts.length).toBeGreaterThanOrEqual(of('accepted').length + of('rejected').length);
  expect(JSON.stringify(world.facts, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(token);
});
