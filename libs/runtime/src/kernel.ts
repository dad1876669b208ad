import { Inbox, SlowWork, BusTransport } from '@frontdesk/bus';
import type { Bus } from '@frontdesk/bus';
import { deadTopic, services, topics, writerOf } from '@frontdesk/contracts';
import type { Manifest } from '@frontdesk/contracts';
import { connect } from '@frontdesk/postgres';
import { Vault, openUnder, parseKeks, sealUnder } from '@frontdesk/vault';
import type { DataSource } from 'typeorm';
import { Clock } from './clock.ts';
import { Gauges } from './gauges.ts';
import { Logger } from './logger.ts';
import { exemplarOf, Meters } from './meters.ts';
import { patienceOf } from './patience.ts';
import { Probe } from './probe.ts';

/** What a process gives to the services in it: one process may hold one service, or all nine. */
export interface Platform {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly meters: Meters;
  readonly vaultKek: string;
  readonly logLevel: string;
  /** connection of the service's own role */
  databaseUrl(manifest: Manifest): string;
}

/** What a service is given for injection. */
export interface Kernel {
  readonly manifest: Manifest;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly meters: Meters;
  readonly logger: Logger;
  readonly dataSource: DataSource;
  readonly inbox: Inbox;
  readonly slowWork: SlowWork;
  readonly vault: Vault | undefined;
  readonly transport: BusTransport;
  readonly probe: Probe;
  readonly gauges: Gauges;
}

const topicsRead = (manifest: Manifest): string[] => [...manifest.reads, ...(manifest.readsDeadLetters ? services.map(deadTopic) : [])];

/** The topics a service's process needs to be there: what it reads, and what it writes. */
const topicsNeeded = (manifest: Manifest): string[] => [
  ...new Set([...topicsRead(manifest), ...topics.filter((topic) => writerOf(topic) === manifest.name), deadTopic(manifest.name)]),
];

export interface ServiceOptions {
  readonly poolSize?: number;
  /** days that the inbox remembers an id; gateway's is 8, because Meta repeats for 7 */
  readonly inboxDays?: number;
}

export async function buildKernel(manifest: Manifest, platform: Platform, options: ServiceOptions = {}): Promise<Kernel> {
  const { bus, clock, meters } = platform;
  const logger = new Logger(manifest.name, platform.logLevel);
  const dataSource = await connect({
    url: platform.databaseUrl(manifest),
    schema: manifest.owns[0],
    poolSize: options.poolSize ?? 8,
    entities: [],
  });
  const keks = parseKeks(platform.vaultKek);
  const service = { service: manifest.name };
  const inbox = new Inbox({
    service: manifest.name,
    dataSource,
    bus,
    clock,
    patienceMs: patienceOf(manifest),
    ignores: manifest.ignores ?? [],
    seal: (bytes) => sealUnder(keks, bytes),
    open: (sealed) => openUnder(keks, sealed),
    log: {
      info: (fields, message) => logger.info(message, { ...fields }),
      warn: (fields, message) => logger.warn(message, { ...fields }),
      error: (fields, message) => logger.error(message, undefined, { ...fields }),
    },
    meters: {
      hop: (value, traceparent) => meters.hopSeconds.observe({ labels: service, value, exemplarLabels: exemplarOf(traceparent) }),
      unpublished: (transactions) => meters.unpublished.set(service, transactions),
      duplicates: (messages) => meters.duplicates.inc(service, messages),
      deadLetter: () => meters.deadLetters.inc({ ...service, topic: deadTopic(manifest.name) }),
    },
    ...(options.inboxDays === undefined ? {} : { retentionDays: options.inboxDays }),
  });
  const transport = new BusTransport({ bus, group: manifest.name, inbox, patient: manifest.watches === true });
  const probe = new Probe(
    {
      log: async () => (await bus.check(topicsNeeded(manifest))).join('; '),
      // Over Kafka gateway takes webhooks without PostgreSQL; its own consumer catches up.
      ...(manifest.name === 'gateway' ? {} : { postgres: async () => (await dataSource.query('SELECT 1'), '') }),
    },
    (need, isReady) => meters.ready.set({ ...service, need }, Number(isReady)),
  );
  const gauges = new Gauges({ service: manifest.name, topics: topicsRead(manifest), bus, dataSource, meters });
  return {
    manifest,
    bus,
    clock,
    meters,
    logger,
    dataSource,
    inbox,
    slowWork: new SlowWork(inbox),
    transport,
    probe,
    gauges,
    vault: manifest.opensVault ? new Vault(dataSource, keks, manifest.name === 'gateway' ? 'creates' : 'reads') : undefined,
  };
}
