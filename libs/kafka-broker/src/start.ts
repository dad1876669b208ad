import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '@frontdesk/postgres';
import { answers } from './answers.ts';
import { findJava, kafkaJars } from './artifacts.ts';
import { KafkaBrokerError } from './error.ts';
import { endWithParent } from './reaper.ts';

export interface KafkaBrokerOptions {
  /** keeps the log for the next start; without it a temporary directory that is deleted on `stop` */
  readonly dataDir?: string;
  /** a free one if not given */
  readonly port?: number;
  /** where clients are told to connect, when something stands between; `port` if not given */
  readonly advertisedPort?: number;
}

export interface KafkaBroker {
  /** for `KAFKA_BROKERS` */
  readonly brokers: string;
  /** it was there before (`KAFKA_BROKERS`): it cannot be killed or restarted from here */
  readonly given: boolean;
  stop(): Promise<void>;
  /** As by the kernel: no orderly shutdown. */
  kill(): Promise<void>;
  /** Starts it again where it was, on the same port; resolves when it answers. */
  restart(): Promise<void>;
}

/**
 * A real Apache Kafka: the one of `KAFKA_BROKERS`, else one KRaft node of our own on 127.0.0.1.
 * @throws KafkaBrokerError NOT_INSTALLED says what to install
 */
export async function startKafka(options: KafkaBrokerOptions = {}): Promise<KafkaBroker> {
  const given = process.env['KAFKA_BROKERS'];
  if (given) return givenBroker(given);
  const java = await findJava();
  const jars = await kafkaJars();
  const home = options.dataDir ? resolve(options.dataDir) : mkdtempSync(join(tmpdir(), 'frontdesk-kafka-'));
  mkdirSync(home, { recursive: true });
  const port = options.port ?? (await freePort());
  const advertised = options.advertisedPort ?? port;
  const config = await configure(home, port, advertised);
  const command = ['-cp', join(jars, '*')];
  if (!existsSync(join(home, 'log/meta.properties'))) {
    const id = `F${randomBytes(16).toString('base64url').slice(1)}`; // Kafka reads an id that starts with a dash as an option
    await promisify(execFile)(java, ['-Xmx128m', ...command, 'kafka.tools.StorageTool', 'format', '--standalone', '-t', id, '-c', config]);
  }
  const launch = () => launched(java, [...memory, ...command, 'kafka.Kafka', config], home, port);
  let node = await launch();
  const end = (signal: NodeJS.Signals) => ended(node, signal);
  return {
    brokers: `127.0.0.1:${advertised}`,
    given: false,
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGTERM');
      node = await launch();
    },
    stop: async () => {
      await end('SIGTERM');
      if (!options.dataDir) rmSync(home, { recursive: true, force: true });
    },
  };
}

const memory = ['-Xms128m', '-Xmx320m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

function givenBroker(brokers: string): KafkaBroker {
  const refuse = async () => {
    throw new KafkaBrokerError('NOT_OURS', 'the broker of KAFKA_BROKERS was given; it is not ours to end');
  };
  return { brokers, given: true, stop: async () => undefined, kill: refuse, restart: refuse };
}

async function configure(home: string, port: number, advertised: number): Promise<string> {
  const controller = await freePort();
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${advertised}`,
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.bootstrap.servers': `127.0.0.1:${controller}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': join(home, 'log'),
    'auto.create.topics.enable': false,
    'default.replication.factor': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    // a killed node registers again only when its last session is over (9 s by default)
    'broker.session.timeout.ms': 3000,
    'broker.heartbeat.interval.ms': 500,
  };
  const file = join(home, 'server.properties');
  writeFileSync(
    file,
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  return file;
}

async function launched(java: string, args: readonly string[], home: string, port: number): Promise<ChildProcess> {
  const logFile = join(home, 'kafka.log');
  for (let attempt = 0; ; attempt += 1) {
    const log = openSync(logFile, 'w');
    const node = spawn(java, args, { cwd: home, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    node.on('error', () => undefined);
    node.unref();
    endWithParent(node);
    const deadline = Date.now() + 60_000;
    while (!hasEnded(node) && Date.now() < deadline) {
      if (await answers(port)) return node;
      await pause(50);
    }
    await ended(node, 'SIGKILL');
    const words = readFileSync(logFile, 'utf8');
    // the node of a killed parent may still be on its way out
    if (attempt === 5 || !/Failed to acquire lock|Address already in use/.test(words)) {
      throw new KafkaBrokerError('START_FAILED', `Apache Kafka did not start: ${words.trim().split('\n').slice(-5).join('\n')}`);
    }
    await pause(1000);
  }
}

const hasEnded = (node: ChildProcess): boolean => node.pid === undefined || node.exitCode !== null || node.signalCode !== null;

async function ended(node: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(node)) return;
  const exited = new Promise<void>((done) => void node.once('exit', () => done()));
  node.ref();
  node.kill(signal);
  const patience = setTimeout(() => node.kill('SIGKILL'), 15_000);
  await exited;
  clearTimeout(patience);
}
