// `JAEGER_URL=http://127.0.0.1:16686 node scripts/jaeger-check.mjs [--bus kafka]`: plays the demo's conversation with its spans sent to a real Jaeger
// (OTLP over HTTP at JAEGER_OTLP_URL, 127.0.0.1:4318), and asks Jaeger's API for them. Needs a build (`npm run lint` makes one), and Node 24.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { playDemo } from './play-demo.mjs';

const { JAEGER_URL, JAEGER_OTLP_URL = 'http://127.0.0.1:4318' } = process.env;
if (!JAEGER_URL) {
  console.error("JAEGER_URL: expected the address of Jaeger's query API, e.g. http://127.0.0.1:16686");
  process.exit(64);
}
const load = (path) => import(join(import.meta.dirname, '..', path));
const [{ messages }, { manifests }] = await Promise.all([load('libs/contracts/dist/index.js'), load('apps/local/dist/index.js')]);
const bus = process.argv.includes('kafka') ? 'kafka' : 'embedded';
const services = bus === 'kafka' ? manifests.map(({ name }) => name) : ['frontdesk'];
let failed = 0;
const ok = (what, held, detail = '') => {
  if (!held) failed += 1;
  console.log(`${held ? 'ok    ' : 'FAILED'} ${what}${detail ? `: ${detail}` : ''}`);
};

const since = Date.now() * 1000;
const { wrong, checks } = await playDemo(bus, { OTEL_EXPORTER_OTLP_ENDPOINT: JAEGER_OTLP_URL });
ok(`the demo's conversation over ${bus}`, wrong.length === 0, `${checks - wrong.length} of ${checks} held`);

const spans = await fromJaeger();
ok(
  'Jaeger has spans of every service',
  services.every((name) => spans.some(({ service }) => service === name)),
  `${spans.length} spans in ${new Set(spans.map(({ traceId }) => traceId)).size} traces`,
);

const byId = new Map(spans.map((span) => [span.spanId, span]));
const way = [
  'webhook',
  'gateway WebhookItem',
  'policy MessageReceived',
  'auth MessageAdmitted',
  'nlu-router IdentityResolved',
  'rag-tools Routed',
  'response-builder Grounded',
  'policy ReplyProposed',
  'policy StatusReceived',
];
const whole = spans
  .filter(({ name }) => name === 'policy StatusReceived')
  .map(rootFirst)
  .find((names) => contains(names, way));
ok('one trace leads from the webhook through every hop to the status', whole !== undefined, whole?.join(' > '));

const seen = new Set(spans.flatMap(({ name, parentId }) => (byId.has(parentId) ? [name] : [])));
const types = Object.keys(messages).filter((type) => spans.some(({ name }) => name.endsWith(` ${type}`)));
const edges = types.flatMap((type) =>
  manifests.filter(({ reads }) => reads.includes(messages[type].topic)).map(({ name }) => `${name} ${type}`),
);
const missing = edges.filter((edge) => !seen.has(edge));
ok(
  'every edge of the registry that was used is parent and child',
  edges.length > 40 && missing.length === 0,
  missing.join(', ') || `${edges.length} edges of ${types.length} messages`,
);
process.exit(failed === 0 ? 0 : 1);

function rootFirst(span) {
  const names = [];
  for (let at = span; at; at = byId.get(at.parentId)) names.unshift(at.name);
  return names;
}

function contains(names, wanted) {
  let at = 0;
  for (const name of names) if (name === wanted[at]) at += 1;
  return at === wanted.length;
}

// Spans arrive a moment after they end: asked again until their number stands still.
async function fromJaeger() {
  let before = -1;
  for (let round = 0; round < 30; round += 1) {
    const found = new Map();
    for (const service of services) {
      const { data } = await (await fetch(`${JAEGER_URL}/api/traces?service=${service}&start=${since - 60_000_000}&limit=1500`)).json();
      for (const { spans: part, processes } of data ?? []) {
        for (const { spanID: spanId, traceID: traceId, operationName: name, references, processID } of part) {
          found.set(spanId, {
            spanId,
            traceId,
            name,
            service: processes[processID].serviceName,
            parentId: references.find(({ refType }) => refType === 'CHILD_OF')?.spanID,
          });
        }
      }
    }
    if (found.size > 0 && found.size === before) return [...found.values()];
    before = found.size;
    await pause(1_000);
  }
  return [];
}
