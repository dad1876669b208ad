import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const Value = z.looseObject({ stringValue: z.string().optional(), intValue: z.union([z.string(), z.number()]).optional() });
const Attributes = z.array(z.object({ key: z.string(), value: Value })).default([]);
const RawSpan = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: z.union([z.string(), z.number()]),
  endTimeUnixNano: z.union([z.string(), z.number()]),
  attributes: Attributes,
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
});
const Export = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: Attributes }).optional(),
      scopeSpans: z.array(z.object({ spans: z.array(RawSpan) })),
    }),
  ),
});

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  /** the process's service; in the process that holds all nine the first word of the span's name says which */
  readonly service: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly links: readonly { traceId: string; spanId: string }[];
}

/** Receives spans over OTLP/HTTP (JSON), as a collector would, and keeps them. */
export class OtlpReceiver {
  readonly spans: Span[] = [];
  /** everything received, as it came; for tests that look for what must not be there */
  readonly bodies: string[] = [];
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      this.bodies.push(body);
      if (request.url === '/v1/traces') this.#take(JSON.parse(body));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #take(body: unknown): void {
    for (const { resource, scopeSpans } of Export.parse(body).resourceSpans) {
      const resourceName = record(resource?.attributes ?? [])['service.name'] ?? '';
      for (const { spans } of scopeSpans) {
        for (const { startTimeUnixNano, endTimeUnixNano, attributes, parentSpanId, ...span } of spans) {
          const own = record(attributes);
          this.spans.push({
            ...span,
            attributes: own,
            parentSpanId: parentSpanId || undefined,
            service: resourceName === 'frontdesk' ? span.name.split(' ', 1)[0]! : resourceName,
            startMs: Number(startTimeUnixNano) / 1e6,
            endMs: Number(endTimeUnixNano) / 1e6,
          });
        }
      }
    }
  }
}

const record = (attributes: z.output<typeof Attributes>): Record<string, string> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, String(value.stringValue ?? value.intValue ?? '')]));
