import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { change, GatewayWorld, numberId, toWire, webhook } from '../../test/gateway-world.ts';

let world: GatewayWorld;
beforeAll(async () => {
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

const received = (body: string) => world.of('MessageReceived', ({ data }) => data.text?.redacted === body);

describe('a number changed', () => {
  const say = (id: string, body: string, who: object, time = '1790000100') =>
    world.post(toWire(webhook({ messages: [{ id, timestamp: time, type: 'text', text: { body }, ...who }] })));
  const system = (id: string, who: object, about: object) =>
    world.post(toWire(webhook({ messages: [{ ...who, id, timestamp: '1790000200', type: 'system', system: { body: 'x', ...about } }] })));
  const changed = async (count: number) => {
    await eventually(() => world.of('ContactChanged').length === count);
  };
  const of = async (body: string) => {
    await eventually(() => received(body).length === 1);
    return received(body)[0]?.envelope.conversationId;
  };
  const conflicts = () => world.of('ContactConflictFound');
  const before = () => world.of('ContactChanged').length;

  test('in the old form, without user ids: the conversation goes on, also when the first message brings a new user id', async () => {
    const count = before();
    await say('wamid.n1', 'n1', { from: '4915100000011', from_user_id: 'DE.11' });
    const first = await of('n1');
    await system('wamid.n2', { from: '4915100000011' }, { type: 'customer_changed_number', new_wa_id: '4915100000012' });
    await changed(count + 1);
    await say('wamid.n3', 'n3', { from: '4915100000012', from_user_id: 'DE.12' });
    expect(await of('n3')).toBe(first);
  });

  test('only the user id did, and the phone is hidden', async () => {
    const count = before();
    await say('wamid.n11', 'n11', { from_user_id: 'DE.21' });
    const first = await of('n11');
    await system('wamid.n12', {}, { type: 'user_changed_user_id', user_id: 'DE.22', previous_user_id: 'DE.21' });
    await changed(count + 1);
    await say('wamid.n13', 'n13', { from_user_id: 'DE.22' });
    expect(await of('n13')).toBe(first);
  });

  test('a user id is another only with another number: who hid theirs is not written to under the one of before', async () => {
    const count = before();
    await say('wamid.n14', 'n14', { from: '4915100000014', from_user_id: 'DE.24' });
    const first = await of('n14');
    await system('wamid.n15', {}, { type: 'user_changed_user_id', user_id: 'DE.25', previous_user_id: 'DE.24' });
    await changed(count + 1);
    await say('wamid.n16', 'n16', { from_user_id: 'DE.25' });
    expect(await of('n16')).toBe(first);
    const send = world.dispatch({ contact: received('n16')[0]!.data.contact!, conversationId: first! }, 'agent', 'for n16');
    await world.bus.append([send.record]);
    const calls = () => world.graph.calls.filter(({ body }) => JSON.stringify(body).includes('for n16'));
    await eventually(() => calls().length === 1);
    expect(calls()[0]!.body).toMatchObject({ recipient: 'DE.25' });
    expect(calls()[0]!.body).not.toHaveProperty('to');
    await say('wamid.n17', 'n17', { from: '4915100000014', from_user_id: 'DE.29' }, '1790000900');
    expect(await of('n17')).not.toBe(first);
  });

  test('user id and parent did, told by a field of its own: all three lead to them, and a stranger with the old one does not', async () => {
    const count = before();
    await say('wamid.n41', 'n41', { from: '4915100000041', from_user_id: 'DE.41', from_parent_user_id: 'DE.ENT.41' });
    const first = await of('n41');
    await world.post(
      toWire(
        change('user_id_update', {
          messaging_product: 'whatsapp',
          metadata: { phone_number_id: numberId },
          user_id_update: [
            {
              wa_id: '4915100000041',
              user_id: { previous: 'DE.41', current: 'DE.42' },
              parent_user_id: { previous: 'DE.ENT.41', current: 'DE.ENT.42' },
              timestamp: '1790000200',
            },
          ],
        }),
      ),
    );
    await changed(count + 1);
    await say('wamid.n42', 'n42', { from_user_id: 'DE.42' });
    await say('wamid.n43', 'n43', { from: '4915100000041' });
    await say('wamid.n44', 'n44', { from_user_id: 'DE.43', from_parent_user_id: 'DE.ENT.41' }, '1790000900');
    expect([await of('n42'), await of('n43')]).toEqual([first, first]);
    expect(await of('n44')).not.toBe(first);
    const aliases = await world.postgresRows<{ kind: string; held: boolean }>(
      'SELECT kind, until IS NULL AS held FROM gateway.aliases WHERE contact_id = $1 ORDER BY kind, held',
      [received('n41')[0]?.data.contact?.contactId],
    );
    expect(aliases).toEqual([
      { kind: 'parent_user_id', held: false },
      { kind: 'parent_user_id', held: true },
      { kind: 'phone', held: true },
      { kind: 'user_id', held: false },
      { kind: 'user_id', held: true },
    ]);
  });

  test('the new number wrote first: one contact from then on, for a person to look at', async () => {
    const [count, found] = [before(), conflicts().length];
    await say('wamid.n21', 'n21', { from: '4915100000031', from_user_id: 'DE.31' });
    await say('wamid.n22', 'n22', { from: '4915100000032', from_user_id: 'DE.32' });
    const first = await of('n21');
    expect(await of('n22')).not.toBe(first);
    await system(
      'wamid.n23',
      { from: '4915100000031' },
      { type: 'user_changed_number', wa_id: '4915100000032', user_id: 'DE.32', previous_user_id: 'DE.31' },
    );
    await changed(count + 1);
    await eventually(() => conflicts().length === found + 1);
    await say('wamid.n24', 'n24', { from: '4915100000032', from_user_id: 'DE.32' });
    expect(await of('n24')).toBe(first);
    const { conflictId, contactId, otherContactIds, outcome } = conflicts().at(-1)!.data;
    expect([contactId, outcome, otherContactIds.length]).toEqual([received('n21')[0]?.data.contact?.contactId, 'merged', 1]);
    expect(
      await world.postgresRows('SELECT contact_id, reviewed_at FROM gateway.contact_conflicts WHERE conflict_id = $1', [conflictId]),
    ).toEqual([{ contact_id: contactId, reviewed_at: null }]);
  });

  test('what was written under the old one and comes late is theirs; a stranger with the old number is not', async () => {
    await say('wamid.n31', 'n31', { from: '4915100000011' }, '1790000150');
    expect(await of('n31')).toBe(await of('n1'));
    const found = conflicts().length;
    await say('wamid.n32', 'n32', { from: '4915100000012', from_user_id: 'DE.39' });
    expect(await of('n32')).not.toBe(await of('n1'));
    await eventually(() => conflicts().length === found + 1);
    expect(conflicts().at(-1)?.data).toMatchObject({
      outcome: 'conflict',
      otherContactIds: [received('n1')[0]?.data.contact?.contactId],
    });
  });

  test('who writes under the old number once it has passed on is a stranger, without a user id too', async () => {
    await say('wamid.n33', 'n33', { from: '4915100000011' }, '1990000000');
    expect(await of('n33')).not.toBe(await of('n1'));
  });
});
