import { saying, until } from '@frontdesk/demo';
import type { System } from '@frontdesk/demo';
import { published, query, schemas } from './database.ts';

export type Canaries = Readonly<Record<'phone' | 'email' | 'card', string>>;

/** A customer whose own number, and the address, number and card that they write, can be looked for everywhere. */
export async function plantCanaries(system: System): Promise<Canaries> {
  const canaries = { phone: '15550177331', email: 'canary.bird@example.org', card: '4111111111111111' };
  const phone = system.world.phone(`+${canaries.phone}`);
  await phone.ask(
    `My e-mail is ${canaries.email}, call me on +${canaries.phone} and charge 4111 1111 1111 1111. What is your returns policy?`,
  );
  const answer = saying(await phone.ask('human please'));
  if (answer === '') throw new Error('no acknowledgement');
  await until('the statuses', async () => (await phone.received()).every((bubble) => bubble.status === 'read'));
  return canaries;
}

/** Where a canary stands in clear: topics, tables, logs, spans; also inside base64, and with the blanks and signs people write. */
export async function findLeaks(system: System, canaries: Readonly<Record<string, string>>): Promise<string[]> {
  const places: [string, string][] = [
    ...(await published(system)).map(({ topic, value, headers }): [string, string] => [
      `topic ${topic}`,
      `${Buffer.from(value).toString('latin1')} ${JSON.stringify(headers)}`,
    ]),
    ...system.output.map((line): [string, string] => ['log', line]),
    ...system.telemetry.bodies.map((body): [string, string] => ['span', body]),
    ...(await everyRow(system)),
  ];
  const found = new Set<string>();
  for (const [place, text] of places) {
    for (const form of [text, ...decoded(text)]) {
      for (const [name, canary] of Object.entries(canaries)) {
        if (form.includes(canary) || form.replaceAll(/[ +-]/g, '').includes(canary)) found.add(`${name} in ${place}`);
      }
    }
  }
  return [...found];
}

function decoded(text: string): string[] {
  return (text.match(/[A-Za-z0-9+/_-]{16,}={0,2}/g) ?? []).map((word) =>
    Buffer.from(word, word.includes('-') || word.includes('_') ? 'base64url' : 'base64').toString('latin1'),
  );
}

async function everyRow(system: System): Promise<[string, string][]> {
  const tables = await query<{ schema: string; name: string }>(
    system,
    `SELECT table_schema AS schema, table_name AS name FROM information_schema.tables WHERE table_schema = ANY($1) AND table_type = 'BASE TABLE'`,
    [[...schemas, 'vault', 'bus']],
  );
  const rows = await Promise.all(
    tables.map(async ({ schema, name }) =>
      (await query<{ row: string }>(system, `SELECT to_jsonb(t)::text AS row FROM ${schema}.${name} t`)).map(
        ({ row }): [string, string] => [`table ${schema}.${name}`, hexDecoded(row)],
      ),
    ),
  );
  return rows.flat();
}

// jsonb shows bytea as hex.
const hexDecoded = (row: string) => row.replaceAll(/\\\\x([0-9a-f]+)/g, (_, hex: string) => Buffer.from(hex, 'hex').toString('latin1'));
