export { manifests, services } from './services.ts';
