import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { KafkaBrokerError } from './error.ts';

const run = promisify(execFile);
const kafkaVersion = '4.3.1';

const dependency = (group: string, artifact: string, version: string): string =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>frontdesk</groupId><artifactId>kafka</artifactId><version>1</version>
  <dependencies>
    ${dependency('org.apache.kafka', 'kafka_2.13', kafkaVersion)}
    ${dependency('org.apache.logging.log4j', 'log4j-slf4j-impl', '2.24.3')}
  </dependencies>
</project>
`;

const toInstall =
  'Apache Kafka needs Java 17 or newer and Maven on the PATH (e.g. apt-get install openjdk-17-jre-headless maven), ' +
  'or KAFKA_BROKERS set';

/** @returns the command that runs Java 17 or newer. @throws KafkaBrokerError NOT_INSTALLED */
export async function findJava(): Promise<string> {
  const home = process.env['JAVA_HOME'];
  const candidates = home ? [join(home, 'bin/java'), 'java'] : ['java'];
  const seen: string[] = [];
  for (const java of candidates) {
    const output = await run(java, ['-version']).then(
      ({ stderr }) => stderr,
      () => '',
    );
    const major = Number(/version "(\d+)/.exec(output)?.[1] ?? 0);
    if (major >= 17) return java;
    if (major > 0) seen.push(`${java} is version ${major}`);
  }
  throw new KafkaBrokerError('NOT_INSTALLED', [toInstall, ...seen].join('; '));
}

/**
 * Kafka's jars, fetched once by Maven into `FRONTDESK_CACHE_DIR` (~/.cache/frontdesk).
 * @returns the folder that holds them
 * @throws KafkaBrokerError NOT_INSTALLED
 */
export async function kafkaJars(): Promise<string> {
  const cache = process.env['FRONTDESK_CACHE_DIR'] || join(homedir(), '.cache/frontdesk');
  const jars = join(cache, `kafka-${kafkaVersion}`);
  if (existsSync(jars)) return jars;
  const draft = `${jars}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  writeFileSync(join(draft, 'pom.xml'), pom);
  try {
    await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=jars'], { cwd: draft, maxBuffer: 16 * 1024 * 1024 });
    if (!existsSync(jars)) renameSync(join(draft, 'jars'), jars);
  } catch (cause) {
    // another process may have been faster
    if (existsSync(jars)) return jars;
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const output = (cause as { stdout?: string }).stdout?.trim().split('\n')[0] ?? '';
    throw new KafkaBrokerError('NOT_INSTALLED', missing ? toInstall : `Maven could not fetch Apache Kafka ${kafkaVersion}: ${output}`, {
      cause,
    });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return jars;
}
