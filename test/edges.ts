import { decodeEnvelope, messages } from '@frontdesk/contracts';
import type { MessageType, Topic } from '@frontdesk/contracts';
import { until } from '@frontdesk/demo';
import type { System } from '@frontdesk/demo';
import { manifests } from '@frontdesk/local';
import { published } from './database.ts';

/**
 * @returns edges `writer -Type-> reader` of the registry, for the message types that were published, that no trace shows as parent and child; but for
 * dead letters, webhook items, which the process that answered Meta wrote, and what a reader's manifest ignores
 */
export async function missingEdges(system: System): Promise<string[]> {
  const used = new Set((await published(system)).map(({ value }) => decodeEnvelope(value).type as MessageType));
  const edges = [...used]
    .filter((type) => type !== 'DeadLettered' && type !== 'WebhookItem')
    .flatMap((type) => {
      const { topic, writer } = messages[type];
      return manifests
        .filter(({ reads, ignores }) => reads.includes(topic as Topic) && !ignores?.includes(type))
        .map(({ name }) => ({ type, writer, reader: name }));
    });
  const missing = () => {
    const { spans } = system.telemetry;
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const seen = new Set(
      spans.map((span) => {
        const parent = span.parentSpanId ? byId.get(span.parentSpanId) : undefined;
        return parent ? `${parent.service} -> ${span.name}` : '';
      }),
    );
    return edges.map(({ type, writer, reader }) => `${writer} -> ${reader} ${type}`).filter((edge) => !seen.has(edge));
  };
  await until('every edge', async () => missing().length === 0, 15_000).catch(() => undefined);
  return missing();
}
