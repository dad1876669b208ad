import type { Message } from '@frontdesk/contracts';
import { slaPolicySchema } from '@frontdesk/sla';
import type { EntityManager } from 'typeorm';

/** Keeps what a lead has changed, once. @throws for what this release does not understand, which is a dead letter until a later one reads it again */
export async function keepPolicy(tx: EntityManager, { data }: Message<'SlaPolicyChanged'>): Promise<void> {
  const policy = slaPolicySchema.parse(JSON.parse(data.policy));
  await tx.query('INSERT INTO sla_policies (revision, policy, from_at) VALUES ($1, $2, $3) ON CONFLICT (revision) DO NOTHING', [
    data.revision,
    JSON.stringify(policy),
    new Date(data.from),
  ]);
}
