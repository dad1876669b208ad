import { serverVariable, startTestPostgres } from './postgres.ts';

/** Jest's globalSetup: one PostgreSQL for the run. Jest asks for a default export; it runs once per run, whatever the number of projects. */
export default async function globalSetup(): Promise<void> {
  if (process.env[serverVariable]) return;
  const server = await startTestPostgres();
  process.env[serverVariable] = server.adminUrl;
  globalThis.stopTestPostgres = server.stop;
}

declare global {
  // eslint-disable-next-line no-var
  var stopTestPostgres: (() => Promise<void>) | undefined;
}
