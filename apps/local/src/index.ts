export { databaseUrl } from './database-url.ts';
export { manifests } from './services.ts';
