import { decode, messages } from '@frontdesk/contracts';
import type { Manifest, Message, Service } from '@frontdesk/contracts';
import { Vault } from '@frontdesk/vault';
import type { Keks } from '@frontdesk/vault';
import type { DataSource, EntityManager } from 'typeorm';
import { knownNow } from './known.ts';
import { withLookUps } from './look-ups.ts';
import { madeUp } from './made-up.ts';
import type { Conversation, Recorded, Recording } from './recording.ts';

/** The conversations in which somebody wrote last. */
export async function latest(db: DataSource, count: number): Promise<string[]> {
  const rows: { key: string }[] = await db.query(
    `SELECT key FROM bus.records JOIN bus.partitions ON id = partition_id WHERE topic = 'conversation.inbound.v1'
     GROUP BY key ORDER BY max(appended_at) DESC LIMIT $1`,
    [count],
  );
  return rows.map(({ key }) => key);
}

export interface LeftOut {
  readonly conversation: string;
  readonly why: string;
}

/**
 * What a local system's log and inboxes say of conversations, with made-up names. It may run: all is read as it stands at one moment, and nothing is written.
 * @param deciders whose messages count: what they read, and what they said
 * @param keks open what the shop had shown
 */
export function record(
  db: DataSource,
  conversations: readonly string[],
  deciders: readonly Manifest[],
  keks: Keks,
): Promise<{ recording: Recording; leftOut: LeftOut[] }> {
  return db.transaction('REPEATABLE READ', async (tx) => {
    const recorded: Conversation[] = [];
    const leftOut: LeftOut[] = [];
    const vault = new Vault(db, keks, 'reads');
    for (const id of conversations) {
      const conversation = { id, messages: await withLookUps(tx, vault, await messagesOf(tx, id, deciders)) };
      const why = unfit(conversation);
      if (why) leftOut.push({ conversation: id, why });
      else recorded.push(madeUp(conversation, recorded.length + 1));
    }
    return { recording: { known: await knownNow(tx), conversations: recorded }, leftOut };
  });
}

/** A state is made of all facts since the first. @returns why a conversation can't be decided again; undefined: it can */
export function unfit({ messages: all }: Conversation): string | undefined {
  const isFirst = ({ message: { data } }: Recorded): boolean => 'seq' in data && data.seq === 1;
  if (!all.some(isFirst)) return 'the log, which keeps three days, has not its beginning';
  const isMerged = all.some(({ message: { type } }) => type === 'ContactMerged');
  return isMerged ? 'another thread was merged into it, and what was agreed to there counts here' : undefined;
}

async function messagesOf(tx: EntityManager, conversation: string, deciders: readonly Manifest[]): Promise<Recorded[]> {
  const rows: { value: Buffer }[] = await tx.query(
    `SELECT value FROM bus.records JOIN bus.partitions ON id = partition_id WHERE key = $1 AND (topic LIKE 'conversation.%' OR topic LIKE '%.dead.v1')
     ORDER BY appended_at, topic, "offset"`,
    [conversation],
  );
  const all = rows.flatMap(({ value }) => decode(value) ?? []);
  const first = [...new Map(all.toReversed().map((message) => [message.envelope.id, message])).values()].toReversed();
  const readAt = new Map<string, Partial<Record<Service, number>>>();
  for (const manifest of deciders) {
    for (const [id, at] of await takenAt(tx, manifest, first.filter(isReadBy(manifest))))
      readAt.set(id, { ...readAt.get(id), [manifest.name]: at });
  }
  const isWritten = ({ type }: Message): boolean => deciders.some(({ name }) => messages[type].writer === name);
  return first.flatMap((message) => {
    const taken = readAt.get(message.envelope.id);
    return taken || isWritten(message) ? [{ message, readAt: taken ?? {} }] : [];
  });
}

const isReadBy =
  ({ reads, readsDeadLetters, ignores = [] }: Manifest) =>
  ({ type }: Message): boolean => {
    const { topic } = messages[type];
    return (topic === 'dead.v1' ? (readsDeadLetters ?? false) : reads.includes(topic)) && !ignores.includes(type);
  };

/** When the transactions that took them began: each service's own order, which its topics alone don't tell. What is still at work is not decided yet. */
async function takenAt(tx: EntityManager, { owns }: Manifest, read: readonly Message[]): Promise<[string, number][]> {
  const rows: { cause_id: string; created_at: Date }[] = await tx.query(
    `SELECT cause_id, created_at FROM ${owns[0]}.inbox WHERE cause_id = ANY($1)
     AND NOT EXISTS (SELECT FROM ${owns[0]}.slow_work WHERE id = cause_id AND concluded_at IS NULL)`,
    [read.map(({ envelope }) => envelope.id)],
  );
  return rows.map(({ cause_id: id, created_at: at }) => [id, at.getTime()]);
}
