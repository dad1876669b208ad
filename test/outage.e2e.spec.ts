import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { System, saying, until } from '@frontdesk/demo';
import type { BusName } from '@frontdesk/demo';
import { startEmbeddedPostgres } from '@frontdesk/postgres';
import type { EmbeddedPostgres } from '@frontdesk/postgres';

const answers: Record<BusName, { status: number; says: string }> = {
  kafka: { status: 200, says: 'are still answered 200, and worked off afterwards' },
  embedded: { status: 503, says: 'are answered 503, and Meta repeats them' },
};

describe.each(['embedded', 'kafka'] as const)('PostgreSQL is away (%s)', (bus) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-outage-'));
  let postgres: EmbeddedPostgres;
  let system: System;
  beforeAll(async () => {
    postgres = await startEmbeddedPostgres({ dataDir });
    system = await System.start({ bus, env: { DATABASE_URL: postgres.adminUrl } });
  }, 150_000);
  afterAll(async () => {
    await system?.stop();
    await postgres?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  test(`webhooks ${answers[bus].says}: nothing is missing or doubled`, async () => {
    const phones = ['+15550100661', '+15550100662', '+15550100663'].map((number) => system.world.phone(number));
    await phones[0]!.ask('What is your returns policy?');
    const { port } = postgres;
    await postgres.stop();
    for (const phone of phones) await phone.write('What are your opening hours?');
    const posted = await until('webhooks to have been answered', async () => {
      const all = await system.world.webhooks();
      const during = all.filter(({ body }) => JSON.stringify(body).includes('opening hours'));
      return during.length >= phones.length ? during : undefined;
    });
    expect(posted.map(({ status }) => status)).toEqual(posted.map(() => answers[bus].status));
    postgres = await startEmbeddedPostgres({ dataDir, port });
    for (const phone of phones) {
      const answered = await until(
        'the answer',
        async () => {
          const received = (await phone.received()).filter((bubble) => /hours/i.test(bubble.text));
          return received.length > 0 ? received : undefined;
        },
        60_000,
      );
      expect(saying(answered)).toMatch(/open|hours/i);
    }
    await until('the system to be ready again', async () => (await fetch(`${system.url}/readyz`)).ok, 60_000);
    for (const phone of phones)
      expect((await phone.received()).filter((bubble) => /Stores and opening hours/.test(bubble.text))).toHaveLength(1);
  }, 150_000);
});
