import { decodeEnvelope } from '@frontdesk/contracts';
import { until } from '@frontdesk/demo';
import type { System } from '@frontdesk/demo';
import { published, query } from './database.ts';

const ofWebhooks = new Set([
  'MessageReceived', 'EchoReceived', 'ContactChanged', 'PreferenceReceived', 'StatusReceived', 'AccountChanged', 'TemplateChanged', 'NumberChanged',
  'AccountStandingChanged', 'AccountAlerted', 'CapabilityChanged',
]);

/**
 * Compares what the services published with the audit rows, id by id. Gateway's webhook items are appended outside its inbox, so they are
 * known by the messages that name them as their cause.
 */
export async function recordsWithoutRow(system: System): Promise<{ missing: string[]; invented: string[] }> {
  const compare = async () => {
    const written = await published(system);
    const records = new Map(written.map(({ id, topic }) => [id, topic]));
    for (const { type, causes } of written.map(({ value }) => decodeEnvelope(value))) {
      if (ofWebhooks.has(type) && causes[0] && !records.has(causes[0])) records.set(causes[0], 'channel.webhook.v1');
    }
    const rows = new Map((await query<{ id: string; event_type: string }>(system, 'SELECT id, event_type FROM audit_logger.wa_events')).map((row) => [row.id, row.event_type]));
    return {
      missing: [...records].filter(([id]) => !rows.has(id)).map(([id, topic]) => `${topic} ${id}`),
      invented: [...rows].filter(([id, type]) => !records.has(id) && type !== 'WebhookItem').map(([id, type]) => `${type} ${id}`),
    };
  };
  let last = await compare();
  await until('the audit to be complete', async () => {
    last = await compare();
    return last.missing.length === 0 && last.invented.length === 0;
  }, 15_000).catch(() => undefined);
  return last;
}
