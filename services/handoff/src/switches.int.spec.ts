import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, message } from '@frontdesk/testing';
import { again, ConsoleWorld } from '../test/console-world.ts';

let world: ConsoleWorld;
let lena = '';
beforeAll(async () => {
  world = await ConsoleWorld.open(() => ({ WHATSAPP_PHONE_NUMBER_ID: 'number-1, number-2', MODEL_NAME: 'a-model' }));
  lena = await world.signIn('lena');
}, 60_000);
afterAll(() => world?.close(), 30_000);

const turn = (what: object, by = lena) => world.call(by, 'api/switches', { ...again(), switch: 'bot', reason: 'a drill', ...what });
const seen = async () => (await world.call(await world.signIn('ana'), 'api/me')).body;
const inForce = (name: string, scope: string, on: boolean) =>
  world.send(
    message('SwitchApplied', { switch: name, scope, on, by: 'lena' }, { conversationId: 'account:*' }),
    'conversation.lifecycle.v1',
  );

test('the bot is switched off for a number or an intent alone: on record, and everybody sees it until it is on again', async () => {
  const known = { numbers: ['number-1', 'number-2'], intents: expect.arrayContaining(['refund', 'order_status']) };
  expect(await seen()).toMatchObject({ stops: [], scopes: known, has_model: true });
  for (const scope of ['number-2', 'intent:refund']) {
    const { status, body } = await turn({ scope, on: false });
    expect([status, body]).toMatchObject([
      200,
      { switches: { bot: { on: true } }, stops: expect.arrayContaining([expect.objectContaining({ scope, applied: false })]) },
    ]);
    await eventually(() => world.find('account:*', 'SwitchChanged')?.data.scope === scope);
    expect(world.find('account:*', 'SwitchChanged')).toMatchObject({
      data: { switch: 'bot', scope, on: false, by: 'lena', reason: 'a drill' },
      envelope: { actor: { kind: 'lead', id: 'lena' } },
    });
    await inForce('bot', scope, false);
  }
  const stop = { switch: 'bot', on: false, by_name: 'Lena', reason: 'a drill', applied: true };
  await eventually(async () =>
    expect((await seen())['stops']).toMatchObject([
      { ...stop, scope: 'intent:refund' },
      { ...stop, scope: 'number-2' },
    ]),
  );
  expect((await turn({ scope: 'intent:refund', on: true })).body['stops']).toMatchObject([{ scope: 'number-2' }]);
  await eventually(() => world.find('account:*', 'SwitchChanged')?.data.on === true);
});

test('sending is frozen for one number', async () => {
  expect((await turn({ switch: 'outbound', scope: 'number-1', on: false })).body).toMatchObject({
    switches: { outbound: { on: true } },
    stops: expect.arrayContaining([expect.objectContaining({ switch: 'outbound', scope: 'number-1' })]),
  });
});

test('the model is switched off as a whole, and nothing of it alone', async () => {
  expect((await turn({ switch: 'model', scope: '*', on: false })).body).toMatchObject({
    switches: { model: { on: false, by_name: 'Lena', reason: 'a drill', applied: false }, bot: { on: true } },
  });
  await eventually(() => world.find('account:*', 'SwitchChanged')?.data.switch === 'model');
  await inForce('model', '*', false);
  await eventually(async () => expect((await seen())['switches']).toMatchObject({ model: { on: false, applied: true } }));
  for (const scope of ['number-1', 'intent:refund']) expect((await turn({ switch: 'model', scope, on: false })).status).toBe(400);
});

test('what is none of our numbers, or no intent that the bot answers, is refused by name', async () => {
  for (const what of [
    { scope: 'number-3' },
    { scope: 'intent:money' },
    { scope: 'intent:human' },
    { scope: '' },
    { switch: 'outbound', scope: 'intent:refund' },
  ])
    expect(await turn({ on: false, ...what })).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST', fields: ['scope'] } });
  expect((await turn({ scope: 'intent:refund', on: false }, await world.signIn('ana'))).status).toBe(403);
});

test('what is off can be switched on though its number is ours no longer', async () => {
  await inForce('bot', 'number-9', false);
  await eventually(async () => expect(JSON.stringify((await seen())['stops'])).toContain('number-9'));
  expect((await turn({ scope: 'number-9', on: true })).status).toBe(200);
  expect((await turn({ scope: 'number-9', on: false })).status).toBe(400);
});
