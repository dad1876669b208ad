import type { Span, System } from '@frontdesk/demo';
import { until } from '@frontdesk/demo';

const named = (span: Span, words: string) => span.name === words;

/** A trace whose root is a webhook and in which a `delivered` status is a descendant of it, hop by hop; the names on that way, root first. */
export async function wayOfOneMessage(system: System): Promise<string[]> {
  return until(
    'a trace from webhook to status',
    async () => {
      const { spans } = system.telemetry;
      const byId = new Map(spans.map((span) => [span.spanId, span]));
      for (const end of spans.filter((span) => named(span, 'handoff StatusReceived'))) {
        const way: Span[] = [end];
        for (let parent = byId.get(end.parentSpanId ?? ''); parent; parent = byId.get(parent.parentSpanId ?? '')) way.unshift(parent);
        if (named(way[0]!, 'webhook') && way.some((span) => named(span, 'response-builder Grounded'))) return way.map((span) => span.name);
      }
      return undefined;
    },
    20_000,
  );
}
