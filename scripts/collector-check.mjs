// `node scripts/collector-check.mjs COLLECTOR [--demo [--bus kafka]]`: runs k8s/observability/collector-config.yaml by a real collector (a path to one that has
// its components; scripts/chart-tools.mjs builds one) and looks at what comes out: what is kept, what is sampled, what is redacted. With --demo
// also a demo run, which needs a build and Node 24. Prints a line for each thing that held; exit 1 if one did not.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { playDemo } from './play-demo.mjs';

const [collector] = process.argv.slice(2);
if (!collector || collector.startsWith('--')) {
  console.error('usage: node scripts/collector-check.mjs COLLECTOR [--demo [--bus kafka]]');
  process.exit(64);
}
const root = join(import.meta.dirname, '..');
const config = join(root, 'k8s/observability/collector-config.yaml');
let failed = 0;
const ok = (what, held, detail = '') => {
  if (!held) failed += 1;
  console.log(`${held ? 'ok    ' : 'FAILED'} ${what}${detail ? `: ${detail}` : ''}`);
};

const spansIn = ({ resourceSpans = [] }) => resourceSpans.flatMap(({ scopeSpans = [] }) => scopeSpans.flatMap(({ spans = [] }) => spans));
const value = (span, key) => Object.values(span.attributes?.find((attribute) => attribute.key === key)?.value ?? {})[0];

/** An OTLP receiver that keeps what it gets, and passes it on if it is told where to. */
async function receiver(forwardTo) {
  const kept = { spans: [], text: '' };
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('');
    kept.spans.push(...spansIn(JSON.parse(body)));
    kept.text += body;
    const status = forwardTo
      ? (await fetch(`${forwardTo}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status
      : 200;
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { ...kept, kept, url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.on('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// What differs from the cluster's: addresses, an encoding that can be read here, and how long it waits before it decides.
async function start(sink, decisionWait) {
  const [http, grpc, health] = [await freePort(), await freePort(), await freePort()];
  const local = {
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${http}` }, grpc: { endpoint: `127.0.0.1:${grpc}` } } } },
    processors: { tail_sampling: { decision_wait: decisionWait } },
    exporters: { 'otlp_http/jaeger': { endpoint: sink.url, encoding: 'json', compression: 'none' } },
    extensions: { health_check: { endpoint: `127.0.0.1:${health}` } },
    service: { telemetry: { metrics: { level: 'none' } } },
  };
  const child = spawn(collector, ['--config', config, '--config', `yaml:${JSON.stringify(local)}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk) => {
    log += chunk;
  });
  for (let round = 0; round < 300; round += 1) {
    if (child.exitCode !== null) throw new Error(`the collector ended:\n${log}`);
    if ((await fetch(`http://127.0.0.1:${health}`).catch(() => ({ ok: false }))).ok) break;
    await pause(100);
  }
  const stop = async () => {
    const ended = new Promise((resolve) => child.on('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    return log;
  };
  return { url: `http://127.0.0.1:${http}`, stop };
}

const idOf = (text, length) => createHash('sha256').update(text).digest('hex').slice(0, length);
const began = BigInt(Date.now() - 30_000) * 1_000_000n;
// One turn as the services write it: `hops` are [name, type, start ms, duration ms, more].
const turn = (name, hops) => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'frontdesk' } }] },
      scopeSpans: [
        {
          spans: hops.map(([hop, type, at, took, more = {}], index) => ({
            traceId: idOf(name, 32),
            spanId: idOf(`${name} ${index}`, 16),
            ...(index > 0 ? { parentSpanId: idOf(`${name} ${index - 1}`, 16) } : {}),
            name: hop,
            kind: 5,
            startTimeUnixNano: `${began + BigInt(at) * 1_000_000n}`,
            endTimeUnixNano: `${began + BigInt(at + took) * 1_000_000n}`,
            status: more.failed ? { code: 2, message: 'X' } : {},
            attributes: [
              { key: 'frontdesk.message.type', value: { stringValue: type } },
              ...(more.waited === undefined ? [] : [{ key: 'frontdesk.waited_ms', value: { intValue: `${more.waited}` } }]),
              ...Object.entries(more.attributes ?? {}).map(([key, text]) => ({ key, value: { stringValue: text } })),
            ],
          })),
        },
      ],
    },
  ],
});
const quick = [
  ['webhook', 'webhook', 0, 5],
  ['policy MessageReceived', 'MessageReceived', 8, 6, { waited: 2 }],
  ['policy ReplyProposed', 'ReplyProposed', 60, 7, { waited: 3 }],
];

async function synthetic() {
  const sink = await receiver();
  const running = await start(sink, '1s');
  const send = async (body) => {
    const { status } = await fetch(`${running.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (status !== 200) throw new Error(`the collector answered ${status}`);
  };
  const personal = {
    'http.request.header.authorization': 'Bearer EAAGm0PX4ZCps',
    'a.session.cookie': 'abc',
    note: 'write to mara@example.com',
    other: 'call +49 170 0000001',
    message: 'wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQQ==',
  };
  const plain = { 'messaging.destination.name': 'conversation.inbound.v1', 'frontdesk.conversation_id': idOf('c', 32) };
  const wanted = {
    failed: [...quick, ['auth MessageAdmitted', 'MessageAdmitted', 20, 3, { failed: true, attributes: { ...personal, ...plain } }]],
    'slow to be taken': [...quick, ['auth MessageAdmitted', 'MessageAdmitted', 4000, 3, { waited: 3900 }]],
    'slow at work': [...quick, ['rag-tools Routed', 'Routed', 70, 2500, { waited: 4 }]],
    'handed over': [...quick, ['handoff Routed', 'Routed', 70, 4], ['policy HandoffOpened', 'HandoffOpened', 80, 4]],
    overdue: [...quick, ['handoff TurnOverdue', 'TurnOverdue', 80, 4]],
    'dead letter': [...quick, ['sla-scheduler DeadLettered', 'DeadLettered', 80, 4]],
  };
  for (const [name, hops] of Object.entries(wanted)) await send(turn(name, hops));
  // The customer reads it 20 s later: that makes a long trace, and no slow turn.
  const fast = Array.from({ length: 300 }, (_, index) => `fast ${index}`);
  for (const name of fast) await send(turn(name, [...quick, ['policy StatusReceived', 'StatusReceived', 20_000, 3, { waited: 5 }]]));
  const traces = () => Map.groupBy(sink.kept.spans, ({ traceId }) => traceId);
  for (let round = 0; round < 100 && !Object.keys(wanted).every((name) => traces().has(idOf(name, 32))); round += 1) await pause(200);
  const log = await running.stop();
  sink.close();
  const seen = traces();
  for (const [name, hops] of Object.entries(wanted)) ok(`kept whole: ${name}`, seen.get(idOf(name, 32))?.length === hops.length);
  const sampled = fast.filter((name) => seen.has(idOf(name, 32)));
  ok('of the fast ones about one in ten', sampled.length > 10 && sampled.length < 60, `${sampled.length} of ${fast.length}`);
  ok(
    'a sampled one is whole',
    sampled.every((name) => seen.get(idOf(name, 32)).length === 4),
  );
  for (const [key, secret] of Object.entries(personal)) {
    const where = sink.kept.spans.find((span) => value(span, key) !== undefined);
    const left = /wamid|@|\+49|Bearer|^abc/.exec(value(where ?? {}, key) ?? '');
    ok(`redacted: ${key}`, where !== undefined && left === null && !sink.kept.text.includes(secret), where && value(where, key));
  }
  for (const [key, text] of Object.entries(plain))
    ok(
      `left as it was: ${key}`,
      sink.kept.spans.some((span) => value(span, key) === text),
    );
  const complaints = log.split('\n').filter((line) => /\t(error|warn)\t/.test(line));
  ok('the collector has nothing to complain about', complaints.length === 0, complaints.slice(0, 2).join(' | '));
}

async function demo() {
  const bus = process.argv.includes('kafka') ? 'kafka' : 'embedded';
  const sink = await receiver();
  const running = await start(sink, '10s');
  const tap = await receiver(running.url);
  const { wrong, checks } = await playDemo(bus, { OTEL_EXPORTER_OTLP_ENDPOINT: tap.url });
  ok(`the demo's conversation over ${bus}`, wrong.length === 0, `${checks - wrong.length} of ${checks} held`);
  await pause(15_000);
  await running.stop();
  const [sent, kept] = [tap, sink].map(({ kept: { spans } }) => Map.groupBy(spans, ({ traceId }) => traceId));
  const notable = (span) =>
    span.status?.code === 2 ||
    ['HandoffOpened', 'TurnOverdue', 'DeadLettered'].includes(value(span, 'frontdesk.message.type')) ||
    Number(value(span, 'frontdesk.waited_ms') ?? 0) >= 1000 ||
    BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano) > 1_000_000_000n;
  const must = [...sent].filter(([, spans]) => spans.some(notable));
  const lost = must.filter(([id, spans]) => kept.get(id)?.length !== spans.length);
  ok(
    'slow, failed and handed-over turns are kept whole',
    must.length > 0 && lost.length === 0,
    `${must.length} of ${sent.size} traces, ${lost.length} not whole`,
  );
  const rest = [...sent.keys()].filter((id) => !must.some(([known]) => known === id));
  const sampled = rest.filter((id) => kept.has(id));
  ok('the rest is sampled', sampled.length < rest.length / 3, `${sampled.length} of ${rest.length}`);
  for (const { close } of [sink, tap]) close();
}

const valid = spawnSync(collector, ['validate', '--config', config], { encoding: 'utf8' });
ok('the collector accepts the configuration', valid.status === 0, valid.stderr.trim().split('\n').at(-1));
await synthetic();
if (process.argv.includes('--demo')) await demo();
console.log(failed === 0 ? 'all of it held' : `${failed} did not hold`);
process.exit(failed === 0 ? 0 : 1);
