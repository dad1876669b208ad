import './global-setup.ts';
import { serverVariable } from './postgres.ts';

/** Jest's globalTeardown. */
export default async function globalTeardown(): Promise<void> {
  if (!globalThis.stopTestPostgres) return;
  await globalThis.stopTestPostgres();
  globalThis.stopTestPostgres = undefined;
  delete process.env[serverVariable];
}
