import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { eventually, testTime } from '@frontdesk/testing';
import { ConsoleWorld } from '../test/console-world.ts';

let world: ConsoleWorld;
let ticketId = '';
beforeAll(async () => {
  world = await ConsoleWorld.open();
  ticketId = await world.waiting('mara');
}, 120_000);
afterAll(() => world?.close(), 60_000);
beforeEach(() => {
  world.exported = [
    { kind: 'message', sender: 'customer', text: { redacted: 'I am [NAME_1]' } },
    { kind: 'message', sender: 'agent:ana', text: { redacted: 'Grüße' } },
    { kind: 'verdict', actor: 'service:policy' },
    { kind: 'look', actor: 'lead:lena' },
    { kind: 'end', lines: 4 },
  ];
});

const path = 'api/conversations/mara/export';
const fetched = async (name: string) => fetch(`${world.base}/console/${path}`, { headers: { cookie: await world.signIn(name) } });
const taken = () =>
  world.said('account:*').filter(({ type, envelope }) => type === 'TranscriptOpened' && envelope.reasons.includes('EXPORTED'));

test("compliance takes a conversation out as one file, with people by name; its name is nobody's, and each time is on record", async () => {
  for (let time = 1; time <= 2; time += 1) {
    const before = taken().length;
    const response = await fetched('carl');
    expect([response.status, response.headers.get('content-disposition')]).toEqual([200, 'attachment; filename="conversation-mara.jsonl"']);
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    const rows = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(rows).toEqual([
      { kind: 'export', format: 1, conversation_id: 'mara', at: expect.any(String), by: 'carl', by_name: 'Carl' },
      { kind: 'message', sender: 'customer', text: { redacted: 'I am [NAME_1]' } },
      { kind: 'message', sender: 'agent:ana', text: { redacted: 'Grüße' }, by_name: 'Ana' },
      { kind: 'verdict', actor: 'service:policy' },
      { kind: 'look', actor: 'lead:lena', by_name: 'Lena' },
      { kind: 'end', lines: 4 },
    ]);
    await eventually(() => expect(taken().length).toBe(before + 1));
  }
  expect(taken().at(-1)).toMatchObject({
    data: { agentId: 'carl', conversationId: 'mara', ticketId },
    envelope: { actor: { kind: 'compliance' } },
  });
  expect(taken().at(-1)!.envelope.decidedAt).toBeGreaterThanOrEqual(testTime);
});

test.each(['ana', 'lena'])('%s may not, and nothing is on record', async (name) => {
  const before = taken().length;
  expect((await fetched(name)).status).toBe(403);
  expect(taken()).toHaveLength(before);
});

test('half a file is none: where audit-logger stops before the end the answer breaks off', async () => {
  world.exported = world.exported.slice(0, -1);
  const response = await fetched('carl');
  await expect(response.text()).rejects.toThrow('terminated');
});

test('while audit-logger is away that is said, and nothing is on record', async () => {
  const before = taken().length;
  world.auditAway = true;
  const response = await fetched('carl');
  expect([response.status, await response.json()]).toMatchObject([502, { code: 'TRANSCRIPT_UNAVAILABLE' }]);
  world.auditAway = false;
  expect(taken()).toHaveLength(before);
});
