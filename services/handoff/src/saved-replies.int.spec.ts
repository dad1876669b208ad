import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { again, ConsoleWorld } from '../test/console-world.ts';

let world: ConsoleWorld;
let [ana, lena, carl, ada] = ['', '', '', ''];
beforeAll(async () => {
  world = await ConsoleWorld.open();
  [ana, lena, carl, ada] = (await Promise.all(['ana', 'lena', 'carl', 'ada'].map(world.signIn))) as [string, string, string, string];
}, 60_000);
afterAll(() => world?.close(), 30_000);

const path = 'api/saved-replies';
const hours = randomUUID();
const texts = { en: 'We are there from nine to six.', de: 'Wir sind von neun bis sechs da.' };
const keep = (id: string, body: object, by = lena) =>
  world.call(by, `${path}/${id}`, { ...again(), of: 0, name: 'Opening hours', texts, ...body });
const remove = (id: string, of: number, by = lena) => world.call(by, `${path}/${id}/remove`, { ...again(), of });
const replies = async (by = ana) =>
  (await world.call(by, path)).body['replies'] as unknown as { id: string; name: string; version: number }[];
const changes = () => world.said('account:*').filter(({ type }) => type === 'SavedReplyChanged');

test('what is wrong is refused by name, with what was expected, and nothing is kept', async () => {
  const fault = async (body: object, id: string = hours) => {
    const answer = await keep(id, body);
    return [answer.status, answer.body['message']];
  };
  const wrong = (what: string) => [400, `wrong or missing: ${what}`];
  expect(await fault({ name: ' \n ' })).toEqual(wrong('name (at least 1 characters)'));
  expect(await fault({ name: 'x'.repeat(61) })).toEqual(wrong('name (at most 60 characters)'));
  expect(await fault({ name: 'a\u0000b' })).toEqual(wrong('name (no control characters)'));
  expect(await fault({ texts: { en: '' } })).toEqual(wrong('texts.en (at least 1 characters)'));
  expect(await fault({ texts: { de: 'x'.repeat(4_097) } })).toEqual(wrong('texts.de (at most 4096 characters)'));
  for (const text of ['a\u0000b', 'a\ud800b'])
    expect(await fault({ texts: { de: text } })).toEqual(wrong('texts.de (no control characters)'));
  for (const none of [{}, { fr: 'Bonjour' }, { en: 'Hello', fr: 'Bonjour' }])
    expect(await fault({ texts: none })).toEqual(wrong('texts (in en, de, at least one of them and no other)'));
  expect(await fault({ of: -1 })).toEqual(wrong('of (at least 0)'));
  expect(await fault({}, 'no-id')).toEqual(wrong('id'));
  expect(await replies()).toEqual([]);
});

test('leads and admins keep them; everybody reads them', async () => {
  for (const by of [ana, carl]) {
    expect(await keep(hours, {}, by)).toMatchObject({ status: 403, body: { code: 'NOT_ALLOWED' } });
    expect((await remove(hours, 1, by)).status).toBe(403);
  }
  const once = again();
  const name = ' Opening \t hours ';
  const body = { replies: [{ id: hours, name: 'Opening hours', texts, version: 1, by: 'lena', by_name: 'Lena', at: expect.any(Number) }] };
  for (const id of [hours, hours.toUpperCase()]) expect(await keep(id, { ...once, name })).toMatchObject({ status: 200, body });
  for (const by of [ana, carl, ada]) expect((await world.call(by, path)).body).toMatchObject(body);
});

test('each change is on record: who, what and when, without what the text says', async () => {
  const parcel = randomUUID();
  expect((await keep(hours, { of: 1, texts: { en: 'From nine.\nEvery day.' } }, ada)).status).toBe(200);
  expect((await keep(parcel, { name: 'Ask max@example.com' })).status).toBe(200);
  expect((await remove(parcel, 1)).body['replies']).toMatchObject([
    { id: hours, version: 2, by: 'ada', texts: { en: 'From nine.\nEvery day.' } },
  ]);
  await eventually(() => changes().length === 4);
  const about = (id: string) => changes().filter(({ data }) => (data as { id: string }).id === id);
  expect(about(hours)).toMatchObject([
    { data: { change: 'made', version: 1, by: 'lena', texts: [{ language: 'en', length: 30 }, { language: 'de' }] } },
    { data: { change: 'changed', version: 2, texts: [{ language: 'en', length: 21 }] }, envelope: { actor: { kind: 'admin', id: 'ada' } } },
  ]);
  expect(about(parcel)).toMatchObject([
    { data: { change: 'made', version: 1, name: 'Ask [EMAIL_1]' } },
    { data: { change: 'removed', version: 2, name: 'Ask [EMAIL_1]', texts: [] } },
  ]);
  const said = JSON.stringify(changes().map(({ data }) => data));
  for (const words of ['nine', 'neun', 'example.com']) expect(said).not.toContain(words);
});

test('of two at once the second is told who was quicker, and nothing of the first is lost', async () => {
  const both = await Promise.all([keep(hours, { of: 2, name: 'Hours' }), keep(hours, { of: 2, name: 'When we open' }, ada)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  const quicker = both[0].status === 200 ? { id: 'lena', name: 'Lena' } : { id: 'ada', name: 'Ada' };
  expect(both.find(({ status }) => status === 409)!.body).toMatchObject({ code: 'CHANGED_MEANWHILE', by: quicker });
  expect(await remove(hours, 2)).toMatchObject({ status: 409, body: { code: 'CHANGED_MEANWHILE', by: quicker } });
  expect(await replies()).toMatchObject([{ version: 3, name: quicker.id === 'lena' ? 'Hours' : 'When we open' }]);
  const names = await Promise.all([keep(randomUUID(), { name: 'Thanks' }), keep(randomUUID(), { name: 'thanks' }, ada)]);
  expect(names.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(names.find(({ status }) => status === 409)!.body).toMatchObject({ code: 'NAME_TAKEN', fields: ['name'] });
  expect((await remove(hours, 3)).status).toBe(200);
  expect(await keep(hours, { of: 3 })).toMatchObject({ status: 409, body: { code: 'CHANGED_MEANWHILE', by: null } });
  expect(await replies()).toHaveLength(1);
});

test('who looks at them hears that they were changed, and that one was removed', async () => {
  const stream = await fetch(`${world.base}/console/api/events`, { headers: { cookie: ana } });
  const events = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  const hear = async (): Promise<void> => {
    for (let heard = ''; !heard.includes('"settings"');) heard += (await events.read()).value ?? '';
  };
  // who begins to listen hears of everything
  await hear();
  const id = randomUUID();
  expect((await keep(id, {})).status).toBe(200);
  await hear();
  expect((await remove(id, 1)).status).toBe(200);
  await hear();
  await events.cancel();
});
