import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { twinDefaults } from '../index.ts';
import { startWorld } from '../harness.spec.ts';
import type { Json, World } from '../harness.spec.ts';

/** The identity check of a number: who has installed the app anew is somebody else until the business has looked. */
const { phoneNumberId: PHONE } = twinDefaults;
const MARA = '4915550100101';
const stateFile = join(mkdtempSync(join(tmpdir(), 'twin-')), 'state.json');
let world: World;
beforeAll(async () => {
  world = await startWorld({ stateFile });
});
afterAll(() => world.close());

const check = (on: unknown) => world.graph('POST', `/${PHONE}/settings`, { user_identity_change: { enable_identity_key_check: on } });
const customer = async (key = MARA): Promise<Json> =>
  (await world.call('GET', '/_sim/customers')).body.find((one: Json) => one.key === key);
const heard = async (wamid: string): Promise<Json> => {
  const is = ({ id }: Json) => id === wamid;
  await world.hook.until(() => world.hook.messages.some(is));
  return world.hook.messages.find(is)!;
};
const write = async (): Promise<Json> => heard(await world.write(MARA, { type: 'text', text: 'hi' }));
const sendTo = (hash: string) => world.text(MARA, 'x', { recipient_identity_key_hash: hash });

test('a number that does not check hears nothing of identities', async () => {
  expect(await write()).not.toHaveProperty('identity');
});

test('a switch that is neither on nor off is refused', async () => {
  expect((await check('perhaps')).body.error).toMatchObject({ code: 100, message: expect.stringContaining('enable_identity_key_check') });
});

test('one that does hears it with each message, sends to it, and its statuses say so', async () => {
  expect((await check(true)).status).toBe(200);
  expect((await world.graph('GET', `/${PHONE}/settings`)).body.user_identity_change).toEqual({ enable_identity_key_check: true });
  const { identity } = await write();
  expect(identity).toEqual({
    acknowledged: true,
    created_timestamp: expect.stringMatching(/^\d+$/),
    hash: (await customer()).identity_hash,
  });
  expect((await sendTo('another=')).body.error.code).toBe(137000);
  const { wamid } = await sendTo(identity.hash);
  await world.hook.until(() => world.hook.statuses(wamid).length >= 2);
  expect(world.hook.statuses(wamid).slice(0, 2)).toEqual(
    ['sent', 'delivered'].map((status) => expect.objectContaining({ status, recipient_identity_key_hash: identity.hash })),
  );
  const { wamid: unnamed } = await world.text(MARA, 'x');
  await world.hook.until(() => world.hook.statuses(unnamed).length > 0);
  expect(world.hook.statuses(unnamed)[0]).not.toHaveProperty('recipient_identity_key_hash');
});

test('who changes it is told of, is not sent to by the old one, and counts as acknowledged once written to by the new', async () => {
  const { identity_hash: old } = await customer();
  const changed = await world.call('POST', `/_sim/customers/${MARA}/identity`);
  const { identity_hash: now } = changed.body;
  expect([changed.status, now === old]).toEqual([200, false]);
  const isNews = ({ system }: Json) => system?.type === 'customer_identity_changed';
  await world.hook.until(() => world.hook.messages.some(isNews));
  expect(world.hook.messages.find(isNews)).toMatchObject({ type: 'system', identity: { acknowledged: false, hash: now } });
  expect((await write()).identity).toMatchObject({ acknowledged: false, hash: now });
  expect([(await sendTo(old)).body.error.code, (await sendTo(now)).status]).toEqual([137000, 200]);
  expect((await write()).identity).toMatchObject({ acknowledged: true, hash: now });
  expect((await world.call('POST', '/_sim/customers/491700000000/identity')).status).toBe(400);
});

test('a restart changes nothing of it, another number does, and the way back too', async () => {
  const { identity_hash: before } = await customer();
  await world.close();
  world = await startWorld({ stateFile });
  expect([(await customer()).identity_hash, (await write()).identity.hash]).toEqual([before, before]);
  await world.call('POST', `/_sim/customers/${MARA}/number`, { new_phone: '+4915550100999' });
  const moved = (await customer('4915550100999')).identity_hash;
  await world.call('POST', '/_sim/customers/4915550100999/number', { new_phone: `+${MARA}` });
  expect(new Set([before, moved, (await customer()).identity_hash]).size).toBe(3);
});
