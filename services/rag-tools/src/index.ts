export { manifest } from './manifest.ts';
export { config } from './config.ts';
export { RagToolsModule } from './rag-tools.module.ts';
