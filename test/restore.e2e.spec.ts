import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { underWay } from '@frontdesk/chaos';
import { System, findTicket, nextTuesdayMorning, saying, takeOver, until } from '@frontdesk/demo';
import type { Phone } from '@frontdesk/demo';
import { startKafka } from '@frontdesk/kafka-broker';
import type { KafkaBroker } from '@frontdesk/kafka-broker';
import { manifests } from '@frontdesk/local';
import { forgetEmbeddedPostgres, startEmbeddedPostgres } from '@frontdesk/postgres';
import type { EmbeddedPostgres } from '@frontdesk/postgres';
import { Logger, openBus } from '@frontdesk/runtime';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { query, schemas } from './database.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-restore-'));
const list = join(dataDir, 'erasures.jsonl');
const runbook = readFileSync(join(import.meta.dirname, '../docs/runbook.md'), 'utf8');
let postgres: EmbeddedPostgres;
let kafka: KafkaBroker;
let system: System;
let startedAt: number;
beforeAll(async () => {
  [postgres, kafka] = await Promise.all([startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), durable: false }), startKafka()]);
  startedAt = Date.now();
  system = await System.start({ bus: 'kafka', env: { DATABASE_URL: postgres.adminUrl, KAFKA_BROKERS: kafka.brokers } });
  await system.world.setClock(nextTuesdayMorning(await system.world.now()));
  // beside other work a broker that has just started may keep the first question longer than a test waits
  await until('a first answer', () => system.world.phone('+15550100459').ask('What are your opening hours?'), 120_000);
}, 270_000);
afterAll(async () => {
  await system?.stop();
  await kafka?.stop();
  await postgres?.stop();
  forgetEmbeddedPostgres(join(dataDir, 'postgres'));
  rmSync(dataDir, { recursive: true, force: true });
}, 60_000);

/** From beside: the database itself is copied, lost and put back. */
async function maintain(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.adminUrl.replace(/\/frontdesk$/, '/postgres') });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
const backUp = () =>
  maintain(
    'ALTER DATABASE frontdesk ALLOW_CONNECTIONS false',
    `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = 'frontdesk'`,
    'CREATE DATABASE backup TEMPLATE frontdesk',
    'ALTER DATABASE frontdesk ALLOW_CONNECTIONS true',
  );
const restore = () => maintain('DROP DATABASE frontdesk WITH (FORCE)', 'ALTER DATABASE backup RENAME TO frontdesk');

const erasures = async (...args: string[]): Promise<string> =>
  (
    await promisify(execFile)(process.execPath, ['apps/release/dist/erasures-main.js', ...args], {
      env: { ...process.env, NODE_OPTIONS: '', DATABASE_MIGRATION_URL: postgres.adminUrl },
    })
  ).stdout;

const frozen = (): Promise<unknown> => query(system, /<<'SQL'\n(.*?)\n *SQL\n/s.exec(runbook)![1]!);

/** What the runbook has Kafka's own tool do, group by group, of which nobody is a member. */
async function putBack(): Promise<void> {
  const client = new Kafka({ brokers: [kafka.brokers], logLevel: logLevel.NOTHING });
  const admin = client.admin();
  await admin.connect();
  const commands = [...runbook.matchAll(/--reset-offsets --to-datetime \$P --group (\S+) --(?:topic (\S+)|all-topics) --execute/g)];
  expect(commands.map(([, group, topic]) => [group, topic])).toEqual([
    ['gateway', 'channel.webhook.v1'],
    ['audit-logger', undefined],
  ]);
  for (const [, groupId, named] of commands) {
    const topics = (await admin.fetchOffsets({ groupId: groupId! }))
      .map(({ topic }) => topic)
      .filter((topic) => topic === (named ?? topic));
    const offsets = topics.map(async (topic) =>
      (await admin.fetchTopicOffsetsByTimestamp(topic, startedAt)).map((partition) => ({ topic, ...partition })),
    );
    // the admin's own way joins the group anew for each topic
    const member = client.consumer({ groupId: groupId! });
    await member.connect();
    await member.subscribe({ topics });
    const joined = new Promise((done) => member.on(member.events.GROUP_JOIN, done));
    await member.run({ autoCommit: false, eachMessage: async () => undefined });
    await joined;
    await member.commitOffsets((await Promise.all(offsets)).flat());
    await member.disconnect();
  }
  await admin.disconnect();
}

/** Lag and unpublished outputs are 0, and the bot owes nobody anything: while that alone is left, its time runs faster. */
async function atRest(): Promise<void> {
  const bus = openBus({ DATABASE_URL: postgres.adminUrl, KAFKA_BROKERS: kafka.brokers }, 'e2e', new Logger('e2e', 'error'));
  let [quiet, before] = [0, ''];
  await until(
    'nothing to be under way',
    async () => {
      const lags = await Promise.all(manifests.map(({ name, reads }) => bus.lag(name, reads)));
      const left = [
        ...lags.flatMap((lag) => Object.keys(lag).filter((topic) => lag[topic]! > 0)),
        ...(await underWay((sql) => query(system, sql))),
      ];
      if (left.every((one) => typeof one !== 'string' && one.what === 'open') && left.length > 0) await system.world.advance(5_000);
      const [records] = await query(system, 'SELECT count(*) FROM audit_logger.wa_events');
      quiet = left.length === 0 && JSON.stringify(records) === before ? quiet + 1 : 0;
      before = JSON.stringify(records);
      return quiet >= 4;
    },
    60_000,
  );
  await bus.close();
}

const conversationOf = async (words: string): Promise<string> =>
  (await query<{ id: string }>(system, 'SELECT conversation_id AS id FROM audit_logger.messages WHERE body = $1', [words]))[0]!.id;

const linesOf = async (conversationId: string): Promise<string[]> =>
  (
    await query<{ body: string }>(system, 'SELECT body FROM audit_logger.messages WHERE conversation_id = $1 ORDER BY recorded_at, seq', [
      conversationId,
    ])
  ).map(({ body }) => body);
/** Who could be written to, and read. */
const known = async (): Promise<string[]> =>
  (
    await query<{ id: string }>(
      system,
      `SELECT conversation_id AS id FROM gateway.threads JOIN gateway.contacts USING (contact_id) JOIN vault.keys USING (contact_id)
       WHERE wrapped IS NOT NULL AND sealed_phone IS NOT NULL ORDER BY 1`,
    )
  ).map(({ id }) => id);

test('restored as the runbook says: nobody who was erased is back, nothing is said again, people have what is owed, what is asked then is answered', async () => {
  const phone = (n: number): Phone => system.world.phone(`+1555010045${n}`);
  const [mara, zoe, kim, pia, nora, olga, otto] = [phone(1), phone(2), phone(3), phone(4), phone(5), phone(6), phone(7)];
  const phones = [kim, mara, zoe, pia, nora, olga];
  const received = (): Promise<string[][]> => Promise.all(phones.map(async (one) => (await one.received()).map(({ text }) => text)));

  // given: at the point a person has mara's case, and zoe's answer is in hand
  const ana = await system.seat('ana@frontdesk.example');
  await ana.present('available');
  await Promise.all([mara.ask('I want to talk to a human'), kim.ask('What are your opening hours?'), pia.ask('Where are your stores?')]);
  const { id: held } = await takeOver(ana, (await findTicket(ana, ({ state }) => state === 'offered', "mara's case")).id);
  await atRest();
  await system.world.fault({ name: '500', on: true });
  await zoe.write('What is your returns policy?');
  const inHand = "SELECT FROM gateway.sends WHERE state = 'queued' AND attempt > 0";
  await until('an answer in hand', async () => (await query(system, inHand)).length > 0);
  await backUp();
  await system.world.noFaults();

  // and after it what was open is done, more is said, and two are erased; one of them writes again
  await until('the answer in hand', async () => (await zoe.received()).length > 0);
  await ana.reply(held, 'I am glad to help.');
  await until('the reply', async () => (await mara.received()).some(({ text }) => text.includes('I am glad')));
  await ana.letGo(held, 'resolve');
  await until('its end', async () => (await mara.received()).some(({ text }) => text.includes('is resolved')));
  await Promise.all([
    mara.ask('How long does delivery take?'),
    kim.ask('Do you ship to France?'),
    pia.ask('STOP'),
    nora.ask('Which payment methods do you take?'),
    olga.ask('How do I return a lamp?'),
  ]);
  await atRest();
  const erased = [await conversationOf('How long does delivery take?'), await conversationOf('How do I return a lamp?')];
  // what mara had ended then, only the list knows at the point
  await mara.ask('STOP');
  await atRest();
  for (const conversation of erased) await erasures('erase', list, conversation);
  await mara.ask('Do you have gift cards?');
  await atRest();
  const [said, who, stopped] = [await received(), await known(), await conversationOf('STOP')];

  // when
  await system.drain();
  await restore();
  await erasures('apply', list);
  await frozen();
  await putBack();
  await system.launch();
  await atRest();
  await system.world.advance(120_000);
  await atRest();
  expect(await erasures('apply', list)).toMatch(/^2 erasures in the list/);

  // then
  expect(await received()).toEqual(said);
  expect(await known()).toEqual(who);
  expect(await Promise.all(erased.map(linesOf))).toEqual([[], []]);
  const lead = await system.seat('lena@frontdesk.example');
  const { switches } = await lead.get<{ switches: { outbound: object } }>('api/me');
  expect(switches.outbound).toMatchObject({ on: false, applied: true, by: 'restore' });
  const { queue, others } = await lead.queue();
  expect(others).toEqual([]);
  const owed = await Promise.all(
    ['Do you ship to France?', 'Which payment methods do you take?', 'Do you have gift cards?'].map(conversationOf),
  );
  expect(queue.map((ticket) => ticket.conversation_id)).toEqual(expect.arrayContaining(owed));
  const [asked, answered] = (await lead.thread(owed[0]!)).slice(-2);
  expect([asked, answered]).toMatchObject([{ sender: 'customer', text: 'Do you ship to France?' }, { sender: 'bot' }]);
  const consents = 'SELECT basis FROM policy.consents WHERE conversation_id = $1 ORDER BY seq DESC LIMIT 1';
  expect(await query(system, consents, [stopped])).toEqual([{ basis: 'opted_out' }]);
  expect(await query(system, consents, [owed[2]])).toEqual([{ basis: 'opted_out' }]);

  // and once the freeze has ended
  await lead.post('switches', { switch: 'outbound', scope: '*', on: true, reason: '' });
  await takeOver(lead, queue.find((ticket) => ticket.conversation_id === owed[0])!.id);
  expect(saying(await otto.ask('What are your opening hours?'))).toMatch(/open|hours/i);
  await atRest();
  const [kims, ...theirs] = await received();
  expect(kims).toEqual([...said[0]!, expect.stringContaining('Lena')]);
  expect(theirs).toEqual(said.slice(1));
  for (const schema of schemas) expect([schema, await query(system, `SELECT FROM ${schema}.dead_letters`)]).toEqual([schema, []]);
}, 240_000);
