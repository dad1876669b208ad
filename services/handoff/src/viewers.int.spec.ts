import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, message, testTime } from '@frontdesk/testing';
import { ConsoleWorld } from '../test/console-world.ts';

let world: ConsoleWorld;
let second: Awaited<ReturnType<ConsoleWorld['replica']>>;
beforeAll(async () => {
  world = await ConsoleWorld.open();
  second = await world.replica();
}, 60_000);
afterAll(async () => {
  await second?.close();
  await world?.close();
}, 30_000);

interface Line {
  readonly id: string;
  readonly hear: (scope: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A line of events, as a page holds it. */
async function line(cookie: string, base = world.base): Promise<Line> {
  const stream = await fetch(`${base}/console/api/events`, { headers: { cookie } });
  const events = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  let heard = '';
  const until = async (word: RegExp): Promise<string> => {
    for (;;) {
      const found = word.exec(heard);
      heard = heard.slice(found ? found.index + found[0].length : 0);
      if (found) return found[1]!;
      const { value, done } = await events.read();
      if (done) throw new Error('the line ended');
      heard += value;
    }
  };
  const id = await until(/event: line\ndata: \{"line":"([^"]+)"\}/);
  return { id, hear: async (scope) => void (await until(new RegExp(`"(${scope})"`))), close: () => events.cancel() };
}

const show = async (cookie: string, { id }: Pick<Line, 'id'>, conversation: string | null): Promise<number> =>
  (await world.call(cookie, 'api/viewing', { line: id, conversation_id: conversation, active: false })).status;
const seenBy = async (cookie: string, conversation: string): Promise<unknown> =>
  (await world.call(cookie, `api/conversations/${conversation}/viewers`)).body['viewers'];
const ana = { id: 'ana', name: 'Ana' };
const lena = { id: 'lena', name: 'Lena' };

test('who else has a conversation open is told live, whichever replica holds their line, until the page is closed', async () => {
  await world.waiting('shown');
  const [a, b] = [await world.signIn('ana'), await world.signIn('ben')];
  const [anas, bens] = [await line(a, second.base), await line(b)];
  expect([await show(b, bens, 'shown'), await seenBy(b, 'shown')]).toEqual([200, []]);
  expect(await show(a, anas, 'shown')).toBe(200);
  await bens.hear('viewers:shown');
  expect(await seenBy(b, 'shown')).toMatchObject([ana]);

  const another = await line(a);
  await show(a, another, 'shown');
  expect(await seenBy(b, 'shown')).toMatchObject([ana]);
  await show(a, another, null);
  await anas.close();
  await bens.hear('viewers:shown');
  expect(await seenBy(b, 'shown')).toEqual([]);
  await Promise.all([another.close(), bens.close()]);
}, 60_000);

test('whose line was lost with its replica is not there any more', async () => {
  await world.waiting('lost');
  const [a, b] = [await world.signIn('ana'), await world.signIn('ben')];
  const [anas, bens] = [await line(a), await line(b)];
  await show(b, bens, 'lost');
  await show(a, anas, 'lost');
  await bens.hear('viewers:lost');
  const lost = new Date(Date.now() - 41_000);
  const db = await world.database.connect('handoff');
  await db.query('UPDATE viewers SET seen_at = $2 WHERE line = $1', [anas.id, lost]);
  await bens.hear('viewers:lost');
  expect(await seenBy(b, 'lost')).toEqual([]);
  await Promise.all([anas.close(), bens.close()]);
}, 60_000);

test('it is for whoever may read the conversation, and nobody says it of another page', async () => {
  const met = { messageId: 'm1', kind: 'text', sentAt: testTime };
  await world.send(message('MessageAdmitted', { messageId: 'm1', message: met }, { conversationId: 'bots' }), 'conversation.admitted.v1');
  const [a, l] = [await world.signIn('ana'), await world.signIn('lena')];
  const lenas = await line(l);
  await eventually(async () => expect(await show(l, lenas, 'bots')).toBe(200));
  expect([await show(a, lenas, 'bots'), (await world.call(a, 'api/conversations/bots/viewers')).status]).toEqual([404, 404]);
  await world.waiting('theirs');
  expect(await show(l, lenas, 'theirs')).toBe(200);
  expect(await show(a, lenas, null)).toBe(200);
  expect(await seenBy(a, 'theirs')).toMatchObject([lena]);
  expect(await show(a, { id: 'no line' }, 'theirs')).toBe(400);
  await lenas.close();
}, 60_000);
