import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, message } from '@frontdesk/testing';
import { again, ConsoleWorld } from '../test/console-world.ts';

let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open();
}, 60_000);
afterAll(() => world?.close(), 30_000);

const needed = (data: { what: string; subjects?: string[]; why?: string; until?: number }, scope = '*', decidedAt = world.clock.now()) =>
  world.send(
    message('AttentionNeeded', { scope, ...data }, { conversationId: `account:${scope}`, decidedAt }),
    'conversation.lifecycle.v1',
  );
const over = (data: { what: string; subjects?: string[] }, scope = '*') =>
  world.send(message('AttentionOver', { scope, ...data }, { conversationId: `account:${scope}` }), 'conversation.lifecycle.v1');
const shown = async (lead: string) => (await world.call(lead, 'api/troubles')).body['troubles'];
const shows = async (lead: string, subjects: string[]) =>
  eventually(async () =>
    expect(((await shown(lead)) as unknown as { subject: string }[]).map(({ subject }) => subject).sort()).toEqual(subjects),
  );

test("what Meta did is a lead's to see, since the first word, until it is over, its time is up, or they have seen it", async () => {
  const [ana, lena] = [await world.signIn('ana'), await world.signIn('lena')];
  const first = world.clock.now();
  await needed({ what: 'TEMPLATE_PAUSED', subjects: ['update en', 'update de'], why: 'ABUSIVE' }, '*', first);
  await needed({ what: 'TEMPLATE_PAUSED', subjects: ['update en'], why: 'ABUSIVE' }, '*', first + 9);
  await needed({ what: 'SEND_REFUSED', why: '190' }, '106');
  await needed({ what: 'ACCOUNT_RESTRICTED', why: 'RESTRICTED_UTILITY_TEMPLATES', until: world.clock.now() + 3_600_000 });
  await shows(lena, ['190', 'RESTRICTED_UTILITY_TEMPLATES', 'update de', 'update en']);
  await eventually(async () =>
    expect(await shown(lena)).toContainEqual({
      what: 'TEMPLATE_PAUSED',
      scope: '*',
      subject: 'update en',
      why: 'ABUSIVE',
      since: first,
      told_at: first + 9,
    }),
  );
  expect((await world.call(ana, 'api/troubles')).status).toBe(403);

  await over({ what: 'TEMPLATE_PAUSED', subjects: ['update en'] });
  await shows(lena, ['190', 'RESTRICTED_UTILITY_TEMPLATES', 'update de']);
  const seen = { ...again(), what: 'SEND_REFUSED', scope: '106', subjects: ['190'] };
  expect((await world.call(ana, 'api/troubles/dismiss', seen)).status).toBe(403);
  expect((await world.call(lena, 'api/troubles/dismiss', { ...seen, subjects: [] })).status).toBe(400);
  for (let copy = 0; copy < 2; copy += 1) expect((await world.call(lena, 'api/troubles/dismiss', seen)).status).toBe(200);
  await shows(lena, ['RESTRICTED_UTILITY_TEMPLATES', 'update de']);
  await eventually(() => world.find('account:*', 'AttentionDismissed') !== undefined);
  expect(world.said('account:*').filter(({ type }) => type === 'AttentionDismissed')).toMatchObject([
    { data: { by: 'lena', what: 'SEND_REFUSED', scope: '106', subject: '190' }, envelope: { actor: { kind: 'lead', id: 'lena' } } },
  ]);

  await over({ what: 'TEMPLATE_PAUSED' });
  await needed({ what: 'SEND_REFUSED', why: '190' }, '106');
  await shows(lena, ['190', 'RESTRICTED_UTILITY_TEMPLATES']);
  world.clock.set(world.clock.now() + 3_700_000 - Date.now());
  const later = await world.signIn('lena');
  await shows(later, ['190']);
}, 60_000);
