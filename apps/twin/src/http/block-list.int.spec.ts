import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { twinDefaults } from '../index.ts';
import { startWorld } from '../harness.spec.ts';
import type { Json, World } from '../harness.spec.ts';

const { phoneNumberId: PHONE, displayPhoneNumber } = twinDefaults;
const MARA = '4915550100101';
const FULL = 64_000;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.close());

const block = (users: Json[], method = 'POST', on = world) =>
  on.graph(method, `/${PHONE}/block_users`, { messaging_product: 'whatsapp', block_users: users });
const list = async (on = world): Promise<Json> => (await on.graph('GET', `/${PHONE}/block_users?limit=100000`)).body;

test("who wrote is blocked and listed, the others are told one by one why not, in Meta's form", async () => {
  await world.write(MARA, { type: 'text', text: 'buy my watches' });
  const { status, body } = await block([{ user: `+${MARA}` }, { user: '+447700900999' }, { user: displayPhoneNumber }, { user: 'nobody' }]);
  expect(status).toBe(400);
  const stranger = {
    message: 'Re-engagement required',
    code: 131047,
    error_data: { details: 'User has not messaged in the last 24 hours' },
  };
  expect(body).toEqual({
    messaging_product: 'whatsapp',
    block_users: {
      added_users: [{ input: `+${MARA}`, wa_id: MARA }],
      failed_users: [
        { input: '+447700900999', wa_id: '447700900999', errors: [stranger] },
        { input: displayPhoneNumber, wa_id: displayPhoneNumber.replace(/\D/g, ''), errors: [expect.objectContaining({ code: 131021 })] },
        { input: 'nobody', errors: [stranger] },
      ],
    },
    error: {
      message: '(#139100) Failed to block/unblock users',
      type: 'OAuthException',
      code: 139100,
      fbtrace_id: expect.stringMatching(/^A\S{20,}$/),
      error_data: { messaging_product: 'whatsapp', details: 'Failed to block some users, see the block_users response list for details' },
    },
  });
  expect((await list()).data).toEqual([{ messaging_product: 'whatsapp', wa_id: MARA }]);
  const gone = await block([{ user: MARA }], 'DELETE');
  expect([gone.status, gone.body]).toEqual([
    200,
    { messaging_product: 'whatsapp', block_users: { removed_users: [{ input: MARA, wa_id: MARA }] } },
  ]);
  expect((await list()).data).toEqual([]);
});

test('a day after the last message nobody can be blocked any more', async () => {
  await world.write(MARA, { type: 'text', text: 'again' });
  await world.call('POST', '/_sim/clock', { advance_ms: 86_400_000 });
  expect((await block([{ user: MARA }])).body.block_users.failed_users[0].errors[0].code).toBe(131047);
});

test('a request names its product, somebody, and at most 1,000', async () => {
  expect((await world.graph('POST', `/${PHONE}/block_users`, { block_users: [{ user: MARA }] })).body.error.message).toContain(
    'messaging_product',
  );
  expect((await block([])).body.error.message).toContain('block_users');
  const many = (count: number) => block(Array.from({ length: count }, (_, index) => ({ user: `44770${String(1_000_000 + index)}` })));
  expect((await many(1000)).body.error.code).toBe(139100);
  expect((await many(1001)).body.error.code).toBe(130429);
});

test('the list holds 64,000; who is on it may be blocked again, and whose place was freed makes room', async () => {
  const stateFile = join(mkdtempSync(join(tmpdir(), 'twin-')), 'state.json');
  const first = await startWorld({ stateFile });
  for (const phone of [MARA, '447700900555']) await first.write(phone, { type: 'text', text: 'hi' });
  await first.hook.until(() => first.hook.messages.length === 2);
  await first.close();
  const state = JSON.parse(readFileSync(stateFile, 'utf8')) as Json;
  state.blockedUsers[PHONE] = Array.from({ length: FULL - 1 }, (_, index) => `44${String(7_000_000_000 + index)}`);
  writeFileSync(stateFile, JSON.stringify(state));

  const second = await startWorld({ stateFile });
  expect((await block([{ user: MARA }], 'POST', second)).status).toBe(200);
  expect((await block([{ user: MARA }], 'POST', second)).status).toBe(200);
  const over = await block([{ user: '447700900555' }], 'POST', second);
  expect([over.status, over.body.block_users.failed_users[0].errors[0].code]).toEqual([400, 139101]);
  expect((await list(second)).data).toHaveLength(FULL);
  expect((await block([{ user: MARA }], 'DELETE', second)).status).toBe(200);
  expect((await block([{ user: '447700900555' }], 'POST', second)).status).toBe(200);
  await second.close();
});
