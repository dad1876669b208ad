import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { Fact, Text } from '@frontdesk/contracts';
import { Clock, Meters } from '@frontdesk/runtime';
import { message, text, turn } from '@frontdesk/testing';
import { parseKeks, sealUnder, Vault } from '@frontdesk/vault';
import type { DataSource, EntityManager } from 'typeorm';
import { Builder } from './builder.ts';
import { SummariesStore } from './summaries.store.ts';

const keks = parseKeks(`k1:${randomBytes(32).toString('base64')}`);
const asked: string[] = [];
/** A database with a key for everybody, and no summary yet. */
const database = {
  query: async (sql: string, values: unknown[]) => {
    asked.push(sql);
    if (!/vault\.keys/.test(sql)) return [];
    return [values[0]].flat().map((id) => ({ contact_id: id, wrapped: sealUnder(keks, randomBytes(32), String(id)) }));
  },
};

test('the keys of a batch are asked for in one look, however many people wrote', async () => {
  const vault = new Vault(database as unknown as DataSource, keks, 'reads');
  const settings = { name: 'Harbour & Pine', hours: '', linkHosts: [] };
  const builder = new Builder(vault, new SummariesStore(vault), new Clock(), new Meters(), settings as never);
  const batch = Array.from({ length: 20 }, (_, index) => {
    const contact = { contactId: `contact-${index}`, customerHash: `customer-${index}`, numberId: 'number-1' };
    const routed = {
      next: 'answer',
      intent: 'returns_policy',
      language: 'en',
      confidence: 0.9,
      question: text('may I return it?'),
      turn: turn({ contact }),
    };
    return message('Grounded', { outcome: 'no_evidence', routed }, { conversationId: `conversation-${index}` });
  });

  const facts = await builder.buildAll(database as unknown as EntityManager, batch);

  expect(facts.flat().map(({ type }) => type)).toEqual(batch.map(() => 'ReplyProposed'));
  expect(asked.filter((sql) => sql.includes('vault.keys'))).toHaveLength(1);
});

const shown = { number: 'FD-1', status: 'shipped', eta: '2026-03-12', carrier: 'Nordpost' };
const withoutLink = /^Your order FD-1 has been shipped .* 12 March 2026\.$/;
const withLink = /12 March 2026\.\nTrack it with Nordpost: https:\/\/track\.example\/1$/;

test.each([
  ['a host that is allowed', { trackingUrl: 'https://track.example/1' }, withLink, ''],
  ['a host that is not', { trackingUrl: 'https://elsewhere.example/1' }, withoutLink, 'LINK_LEFT_OUT'],
  ['a carrier that reads like a link', { carrier: 'post.com', trackingUrl: 'https://track.example/1' }, withoutLink, 'LINK_LEFT_OUT'],
  ['what is no link', { trackingUrl: '' }, withoutLink, ''],
])('an order whose tracking names %s is answered', async (_what, more, said, detail) => {
  const vault = new Vault(database as unknown as DataSource, keks, 'reads');
  const settings = { linkHosts: ['track.example'] };
  const builder = new Builder(vault, new SummariesStore(vault), new Clock(), new Meters(), settings as never);
  const contact = { contactId: 'contact-1', customerHash: 'customer-1', numberId: 'number-1' };
  const facts = await vault.seal('contact-1', JSON.stringify({ ...shown, ...more }));
  const routed = { next: 'answer', intent: 'order_status', language: 'en', confidence: 0.9, turn: turn({ contact }) };
  const grounded = message('Grounded', { outcome: 'evidence', routed, evidence: [{ kind: 'tool', source: 'order_status', facts }] });

  const [[reply]] = (await builder.buildAll(database as unknown as EntityManager, [grounded])) as [[Fact<'ReplyProposed'>]];

  expect([await vault.open('contact-1', reply.data.answer as Text), reply.data.rung]).toEqual([expect.stringMatching(said), 'canned']);
  expect(reply.decision.guardrails?.find(({ name }) => name === 'links')).toMatchObject({ passed: true, detail });
});

test('the address that shall be is said back to the customer, and nobody else reads it', async () => {
  const vault = new Vault(database as unknown as DataSource, keks, 'reads');
  const builder = new Builder(vault, new SummariesStore(vault), new Clock(), new Meters(), { linkHosts: [] } as never);
  const contact = { contactId: 'contact-1', customerHash: 'customer-1', numberId: 'number-1' };
  const facts = await vault.seal('contact-1', JSON.stringify({ number: 'FD-1', status: 'processing' }));
  const value = { redacted: '[ADDRESS_1]', sealed: await vault.sealBytes('contact-1', Buffer.from('Am Kai 3\n20457 Hamburg')) };
  const change = { changeId: 'change-1', kind: 'delivery_address', orderNumber: 'FD-1', value, provedAt: 7 };
  const routed = { next: 'answer', intent: 'address_change', language: 'en', confidence: 1, turn: turn({ contact, introduces: false }) };
  const evidence = [{ kind: 'tool', source: 'order_status', facts }];
  const grounded = message('Grounded', { outcome: 'evidence', routed, evidence, changeState: 'proposed', change });

  const [[reply]] = (await builder.buildAll(database as unknown as EntityManager, [grounded])) as [[Fact<'ReplyProposed'>]];

  const { answer, change: asked, replyId, summary } = reply.data;
  expect(await vault.open('contact-1', answer as Text)).toContain('New address: Am Kai 3, 20457 Hamburg\n\nPlease reply');
  expect([answer!.redacted, summary!.redacted].join()).toMatch(/New address: \[ADDRESS_1\]\n\nPlease reply(?!.*(?:Kai|20457))/s);
  expect(asked).toMatchObject({ changeId: 'change-1', orderNumber: 'FD-1', provedAt: 7, replyId, value });
});
