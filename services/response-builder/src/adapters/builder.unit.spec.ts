import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Clock } from '@frontdesk/runtime';
import { message, text, turn } from '@frontdesk/testing';
import { sealUnder, Vault } from '@frontdesk/vault';
import type { DataSource, EntityManager } from 'typeorm';
import { Builder } from './builder.ts';
import { SummariesStore } from './summaries.store.ts';

const keks = new Map([['k1', randomBytes(32)]]);
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
  const builder = new Builder(vault, new SummariesStore(vault), new Clock(), settings as never);
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
