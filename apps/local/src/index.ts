export { manifests } from './services.ts';
