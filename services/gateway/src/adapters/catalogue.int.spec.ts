import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { GatewayWorld, numberId, toWire } from '../../test/gateway-world.ts';

let world: GatewayWorld;
beforeAll(async () => {
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

const template = (name: string, more: object = {}) => ({
  id: `id of ${name}`,
  name,
  language: 'en',
  status: 'APPROVED',
  category: 'UTILITY',
  quality_score: { score: 'GREEN', date: 1_790_000_000 },
  components: [{ type: 'BODY', text: 'Order {{1}} arrives {{2}}.' }],
  ...more,
});
const told = () =>
  world.of('TemplateCatalogRead').map(({ data }) => data.templates.map(({ name, language, status }) => [name, language, status]));
let made = 0;
/** Meta says that a template changed; ends when the catalogue was asked for since. */
const changed = async (): Promise<void> => {
  const before = world.graph.catalogueCalls;
  await world.post(
    toWire({
      object: 'whatsapp_business_account',
      entry: [
        { id: '1', changes: [{ field: 'message_template_status_update', value: { event: 'PAUSED', message_template_id: (made += 1) } }] },
      ],
    }),
  );
  await eventually(() => world.graph.catalogueCalls > before);
};
beforeEach(async () => {
  await eventually(() => told().length > 0);
  world.facts.length = 0;
});

test('is read at start, and again when Meta says that a template changed: with state, category, quality and locale of each', async () => {
  world.graph.templates = [template('order_update'), template('order_update', { id: '2', language: 'pt-BR', category: 'MARKETING' })];
  await changed();
  await eventually(() => told().length === 1);
  expect(world.of('TemplateCatalogRead')[0]).toMatchObject({
    envelope: { conversationId: `account:${numberId}` },
    data: {
      templates: [
        {
          id: 'id of order_update',
          name: 'order_update',
          language: 'en',
          status: 'APPROVED',
          category: 'UTILITY',
          quality: 'GREEN',
          variables: 2,
        },
        { id: '2', name: 'order_update', language: 'pt_BR', status: 'APPROVED', category: 'MARKETING', quality: 'GREEN', variables: 2 },
      ],
    },
  });
});

test('that is as before, in whatever order it comes, is no news', async () => {
  world.graph.templates = [template('a'), template('b')];
  await changed();
  await eventually(() => told().length === 1);
  world.graph.templates = [template('b'), template('a')];
  await changed();
  world.graph.templates = [template('b', { status: 'PAUSED' }), template('a')];
  await changed();
  await eventually(
    () =>
      told()
        .at(-1)
        ?.some(([, , status]) => status === 'PAUSED') === true,
  );
  expect(told()).toEqual([
    [
      ['a', 'en', 'APPROVED'],
      ['b', 'en', 'APPROVED'],
    ],
    [
      ['a', 'en', 'APPROVED'],
      ['b', 'en', 'PAUSED'],
    ],
  ]);
});

test('that cannot be read is asked for again by itself, and what was known stays', async () => {
  world.graph.templates = [template('after all')];
  world.graph.catalogueNext.push(
    (response) => void response.socket?.destroy(),
    (response) => void response.writeHead(502).end('<html>'),
  );
  await changed();
  await eventually(() => told().length > 0);
  expect(told()).toEqual([[['after all', 'en', 'APPROVED']]]);
  expect(world.graph.catalogueNext).toEqual([]);
});

test('is told for each number of the account', async () => {
  process.env['WHATSAPP_PHONE_NUMBER_ID'] = `${numberId},106500000000002`;
  const other = await world.replica(world.bus);
  try {
    await eventually(() => told().length === 2);
    expect(
      world
        .of('TemplateCatalogRead')
        .map(({ envelope }) => envelope.conversationId)
        .sort(),
    ).toEqual([`account:${numberId}`, 'account:106500000000002']);
  } finally {
    await other.close();
  }
});

test('that is too large for one record is told in several, each with the ids of what stands in the others', async () => {
  world.graph.templates = Array.from({ length: 300 }, (_, n) =>
    template(`large_${n}`, { components: [{ type: 'BODY', text: 'x'.repeat(1_024) }] }),
  );
  await changed();
  const read = () => world.of('TemplateCatalogRead').map(({ data }) => data);
  await eventually(() => read().flatMap(({ templates }) => templates).length === 300);
  expect(read().length).toBeGreaterThan(1);
  for (const { templates, elsewhere } of read()) expect(new Set([...templates.map(({ id }) => id), ...elsewhere]).size).toBe(300);
});
