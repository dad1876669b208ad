import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startKafka } from '@frontdesk/kafka-broker';
import { kafkaConfig, loadConfig, openBus, topicsConfig } from '@frontdesk/runtime';
import { openDatabase } from './database.ts';
import { runService } from './processes.ts';
import type { ServiceProcess } from './processes.ts';
import { run } from './run-main.ts';
import { manifests } from './services.ts';

/** `npm run start:kafka`: one process per service, over Kafka and PostgreSQL that are given, or started here. */
await run(
  'nine processes, Apache Kafka',
  async ({ config, secrets, logger, open }) => {
    const kafkaEnv = loadConfig(kafkaConfig);
    const running = new Map<string, ServiceProcess>();
    const notReady = async () => {
      const ready = await Promise.all(manifests.map(async ({ name }) => ((await running.get(name)?.ready()) ? undefined : name)));
      return ready.filter((name) => name !== undefined);
    };
    await open(running, notReady);

    const [database, kafka] = await Promise.all([
      openDatabase(config, secrets),
      config.brokers ? undefined : startKafka({ dataDir: join(config.dataDir, 'kafka') }),
    ]);
    const brokers = config.brokers ?? kafka!.brokers;
    const admin = openBus({ ...kafkaEnv, DATABASE_URL: database.adminUrl, KAFKA_BROKERS: brokers }, 'topics', logger);
    await admin.createTopics(topicsConfig(kafkaEnv.KAFKA_PARTITIONS));
    await admin.close();
    await Promise.all(
      manifests.map(async (manifest) => {
        const env = { DATABASE_URL: database.urlOf(manifest), KAFKA_BROKERS: brokers, LOG_LEVEL: config.logLevel };
        running.set(manifest.name, await runService(manifest.name, env, (line) => process.stderr.write(line)));
      }),
    );
    // Who breaks things on purpose finds here what to break.
    const processes = Object.fromEntries([...running].map(([name, { pid, port }]) => [name, { pid, port }]));
    writeFileSync(join(config.dataDir, 'processes.json'), JSON.stringify({ brokers, services: processes }));
    while ((await notReady()).length > 0) await pause(100);

    return async () => {
      await Promise.all([...running.values()].map((one) => one.stop()));
      await kafka?.stop();
      await database.stop();
    };
  },
  [kafkaConfig],
);
