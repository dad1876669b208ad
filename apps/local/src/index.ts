export { databaseUrl, vaultKeks } from './known-system.ts';
export { manifests } from './services.ts';
