import { KnowledgeStore, plan } from '@frontdesk/rag-tools';
import { OrderFacts } from '@frontdesk/response-builder';
import { VaultKeyMissing } from '@frontdesk/vault';
import type { Vault } from '@frontdesk/vault';
import type { EntityManager } from 'typeorm';
import type { Recorded } from './recording.ts';

/** With what decisions were made with besides: what the shop had shown, opened, and what the knowledge base finds, which has not changed since its start. */
export async function withLookUps(tx: EntityManager, vault: Vault, messages: readonly Recorded[]): Promise<Recorded[]> {
  await tx.query('SET LOCAL search_path TO rag_tools');
  const all: Recorded[] = [];
  for (const recorded of messages) all.push({ ...recorded, ...(await shown(tx, vault, recorded)), ...(await found(tx, recorded)) });
  return all;
}

/** Of who was erased there is no key any more. */
async function shown(tx: EntityManager, vault: Vault, { message: { type, data } }: Recorded): Promise<Pick<Recorded, 'shown'>> {
  const facts = type === 'Grounded' ? data.evidence.find(({ kind }) => kind === 'tool')?.facts : undefined;
  if (type !== 'Grounded' || !facts) return {};
  try {
    return { shown: OrderFacts.parse(JSON.parse(await vault.open(data.routed!.turn!.contact!.contactId, facts, tx))) };
  } catch (error) {
    if (error instanceof VaultKeyMissing) return {};
    throw error;
  }
}

async function found(tx: EntityManager, { message: { type, data }, readAt }: Recorded): Promise<Pick<Recorded, 'found'>> {
  const next = type === 'Routed' ? plan(data, readAt['rag-tools'] ?? 0) : undefined;
  if (next?.do !== 'search') return {};
  const { queries, locale } = next;
  const candidates = await new KnowledgeStore().search(
    tx,
    queries.map((question) => ({ question, locale })),
  );
  // whole documents would be the most of a file; each passage is one of its document's
  return { found: { locale, queries, candidates: candidates.map((some) => some.map((one) => ({ ...one, body: one.passage }))) } };
}
