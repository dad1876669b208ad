import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { encode } from '@frontdesk/contracts';
import { eventually, message } from '@frontdesk/testing';
import { Vault, parseKeks } from '@frontdesk/vault';
import { connect } from '@frontdesk/postgres';
import { GatewayWorld, toWire, webhook } from '../../test/gateway-world.ts';

let world: GatewayWorld;
beforeAll(async () => {
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

const received = (body: string) => world.of('MessageReceived', ({ data }) => data.text?.redacted === body);
async function said(body: string, who: object): Promise<{ conversationId: string; contactId: string; sealedPhone: Uint8Array }> {
  await world.post(toWire(webhook({ messages: [{ id: `wamid.${body}`, timestamp: '1790000100', type: 'text', text: { body }, ...who }] })));
  await eventually(() => received(body).length === 1);
  const { envelope, data } = received(body)[0]!;
  return { conversationId: envelope.conversationId, contactId: data.contact!.contactId, sealedPhone: data.contact!.sealedPhone };
}
const conflict = async (number: number) => {
  await eventually(() => world.of('ContactConflictFound').length === number);
  return world.of('ContactConflictFound')[number - 1]!.data;
};
async function judge(conflictId: string, decision: string): Promise<void> {
  const { type, data, envelope } = message(
    'ContactConflictJudged',
    { conflictId, decision, by: 'lena' },
    { id: randomUUID(), conversationId: 'account:*' },
  );
  await world.bus.append([
    { topic: 'system.admin.v1', key: 'account:*', value: encode(envelope, data), headers: { id: envelope.id, type } },
  ]);
}
const settled = async (conflictId: string) => {
  const found = () => world.of('ContactConflictSettled', ({ data }) => data.conflictId === conflictId);
  await eventually(() => found().length > 0);
  return found()[0]!.data;
};
const current = async (contactId: string) =>
  (
    await world.postgresRows<{ kind: string }>('SELECT kind FROM gateway.aliases WHERE contact_id = $1 AND until IS NULL ORDER BY kind', [
      contactId,
    ])
  ).map(({ kind }) => kind);

async function phoneOf(contactId: string, sealed: Uint8Array): Promise<string> {
  const db = await connect({ url: world.database.adminUrl, schema: 'vault', poolSize: 1 });
  try {
    const vault = new Vault(db, parseKeks(`test:${Buffer.alloc(32, 7).toString('base64')}`), 'reads');
    return Buffer.from(await vault.openBytes(contactId, sealed)).toString('utf8');
  } finally {
    await db.destroy();
  }
}

const merges = (conversationId: string) =>
  world.of('ContactMerged', ({ envelope }) => envelope.conversationId === conversationId).map(({ data }) => data.otherConversationIds);

describe('a phone number that came with another user id', () => {
  test("was a new phone of the same person: one contact, one conversation again, and nobody's proof holds", async () => {
    const before = await said('one', { from: '4915100000101', from_user_id: 'DE.101' });
    const after = await said('two', { from: '4915100000101', from_user_id: 'DE.102' });
    expect(after.conversationId).not.toBe(before.conversationId);
    const found = await conflict(1);
    expect(found).toMatchObject({
      outcome: 'conflict',
      conversationId: after.conversationId,
      otherConversationIds: [before.conversationId],
    });
    await judge(found.conflictId, 'same');
    expect((await settled(found.conflictId)).effect).toBe('merged');
    await eventually(() => merges(before.conversationId).length === 1);
    expect([merges(before.conversationId), merges(after.conversationId)]).toEqual([[[after.conversationId]], []]);
    // by who was asked to carry it out, as all that follows from what a person decided: not by Meta
    expect(world.of('ContactMerged').map(({ envelope }) => envelope.actor)).toMatchObject([{ kind: 'service', id: 'gateway' }]);
    const third = await said('three', { from: '4915100000101', from_user_id: 'DE.102' });
    expect(third.conversationId).toBe(before.conversationId);
    expect(await phoneOf(third.contactId, third.sealedPhone)).toBe('4915100000101');
    expect((await said('four', { from_user_id: 'DE.101' })).conversationId).toBe(before.conversationId);
    expect(await current(after.contactId)).toEqual([]);
    expect(world.of('ContactChanged').map(({ envelope }) => envelope.conversationId)).toEqual(
      expect.arrayContaining([before.conversationId, after.conversationId]),
    );
  });

  test('was given to somebody else: who had it is no longer written to under it, it stays so, and a second judgement changes nothing', async () => {
    const before = await said('five', { from: '4915100000111', from_user_id: 'DE.111' });
    const after = await said('six', { from: '4915100000111', from_user_id: 'DE.112' });
    const { conflictId } = await conflict(2);
    const told = () => world.of('ContactChanged', ({ envelope }) => envelope.conversationId === before.conversationId);
    await eventually(() => told().length === 1);
    const { contact, change } = told()[0]!.data;
    expect([change, contact?.contactId, contact?.sealedPhone.length]).toEqual(['identity', before.contactId, 0]);
    expect(await phoneOf(before.contactId, contact!.sealedUserId)).toBe('DE.111');
    expect(await phoneOf(after.contactId, after.sealedPhone)).toBe('4915100000111');
    await judge(conflictId, 'different');
    expect((await settled(conflictId)).effect).toBe('kept');
    expect([merges(before.conversationId), merges(after.conversationId)]).toEqual([[], []]);
    await judge(conflictId, 'same');
    const other = await conflict(2);
    expect(other.conflictId).toBe(conflictId);
    expect((await said('seven', { from_user_id: 'DE.111' })).conversationId).toBe(before.conversationId);
    expect((await said('eight', { from: '4915100000111', from_user_id: 'DE.112' })).conversationId).toBe(after.conversationId);
    expect(world.of('ContactConflictSettled', ({ data }) => data.conflictId === conflictId)).toHaveLength(1);
  });
});

test('who wrote under a user id, and apart under a phone, is one once both are shown: told in the thread that stays, before the message that shows it', async () => {
  const conflicts = world.of('ContactConflictFound').length;
  const phone = await said('p-one', { from: '4915100000151' });
  const hidden = await said('p-two', { from_user_id: 'DE.151' });
  const both = await said('p-three', { from: '4915100000151', from_user_id: 'DE.151' });
  expect([both.conversationId, merges(phone.conversationId)]).toEqual([phone.conversationId, [[hidden.conversationId]]]);
  const order = world.facts.filter(({ envelope }) => envelope.conversationId === phone.conversationId).map(({ type }) => type);
  expect(order.slice(-2)).toEqual(['ContactMerged', 'MessageReceived']);
  const found = await conflict(conflicts + 1);
  await judge(found.conflictId, 'same');
  expect((await settled(found.conflictId)).effect).toBe('kept');
  expect(merges(phone.conversationId)).toHaveLength(1);
});

test("what the rule merged and a person parts: each has their own again, and is not written to under the other's number", async () => {
  const conflicts = world.of('ContactConflictFound').length;
  const one = await said('nine', { from: '4915100000121', from_user_id: 'DE.121' });
  const two = await said('ten', { from: '4915100000122', from_user_id: 'DE.122' });
  await world.post(
    toWire(
      webhook({
        messages: [
          {
            id: 'wamid.change',
            timestamp: '1790000200',
            type: 'system',
            from: '4915100000121',
            system: { body: 'x', type: 'user_changed_number', wa_id: '4915100000122', user_id: 'DE.122', previous_user_id: 'DE.121' },
          },
        ],
      }),
    ),
  );
  const { conflictId, contactId, outcome } = await conflict(conflicts + 1);
  expect([contactId, outcome]).toEqual([one.contactId, 'merged']);
  await eventually(() => merges(one.conversationId).length === 1);
  expect(merges(one.conversationId)).toEqual([[two.conversationId]]);
  await judge(conflictId, 'different');
  expect((await settled(conflictId)).effect).toBe('separated');
  expect(await current(one.contactId)).toEqual(['phone', 'user_id']);
  expect(await current(two.contactId)).toEqual(['phone', 'user_id']);
  const told = () =>
    world.of('ContactChanged', ({ envelope, data }) => envelope.conversationId === one.conversationId && data.change === 'identity').at(-1);
  await eventually(() => told() !== undefined);
  expect(told()!.data.contact?.sealedPhone).toHaveLength(0);
  const [again, other] = [
    await said('eleven', { from: '4915100000121', from_user_id: 'DE.121' }),
    await said('twelve', { from: '4915100000122', from_user_id: 'DE.122' }),
  ];
  expect([again.conversationId, other.conversationId]).toEqual([one.conversationId, two.conversationId]);
  expect(await phoneOf(again.contactId, again.sealedPhone)).toBe('4915100000121');
  expect(await phoneOf(other.contactId, other.sealedPhone)).toBe('4915100000122');
});

describe('a number that is shared when it is asked for', () => {
  const shares = async (userId: string, waId: string) => {
    await world.post(
      toWire(
        webhook({
          messages: [
            {
              id: `wamid.shares${userId}`,
              timestamp: '1790000150',
              type: 'contacts',
              from_user_id: userId,
              contacts: [{ name: { formatted_name: 'R' }, phones: [{ phone: `+${waId}`, wa_id: waId }], origin: 'contact_request' }],
            },
          ],
        }),
      ),
    );
    const found = () =>
      world
        .of('MessageReceived', ({ data }) => data.kind === 'contacts' && data.messageId !== '')
        .find(({ data }) => data.contact!.contactId === contactOf.get(userId));
    await eventually(() => found() !== undefined);
    return found()!;
  };
  const contactOf = new Map<string, string>();
  const hidden = async (body: string, userId: string) => {
    const who = await said(body, { from_user_id: userId });
    contactOf.set(userId, who.contactId);
    return who;
  };

  test('is who shared it from then on: they are written to under it, and it leads to their conversation', async () => {
    const before = await hidden('thirteen', 'DE.131');
    expect([before.sealedPhone.length, await current(before.contactId)]).toEqual([0, ['user_id']]);
    const { data, envelope } = await shares('DE.131', '4915100000131');
    expect(envelope.conversationId).toBe(before.conversationId);
    expect(await phoneOf(before.contactId, data.contact!.sealedPhone)).toBe('4915100000131');
    expect(await current(before.contactId)).toEqual(['phone', 'user_id']);
    expect((await said('fourteen', { from: '4915100000131' })).conversationId).toBe(before.conversationId);
  });

  test("and was somebody else's is theirs, for a person to look at", async () => {
    const conflicts = world.of('ContactConflictFound').length;
    const owner = await said('fifteen', { from: '4915100000141', from_user_id: 'DE.141' });
    const before = await hidden('sixteen', 'DE.142');
    const { envelope } = await shares('DE.142', '4915100000141');
    expect(envelope.conversationId).toBe(before.conversationId);
    expect(await conflict(conflicts + 1)).toMatchObject({
      outcome: 'conflict',
      contactId: before.contactId,
      otherContactIds: [owner.contactId],
    });
    expect([await current(before.contactId), await current(owner.contactId)]).toEqual([['phone', 'user_id'], ['user_id']]);
  });
});
