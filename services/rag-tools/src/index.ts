export { manifest } from './manifest.ts';
export { config } from './config.ts';
export { RagToolsModule } from './rag-tools.module.ts';
// for who replays what was decided
export { readKnowledge } from './adapters/knowledge.loader.ts';
export { KnowledgeStore } from './adapters/knowledge.store.ts';
export { bundle } from './domain/bundle.ts';
export { fromKnowledge, fromOrder, locked, needsProof, notNeeded } from './domain/ground.ts';
export { plan } from './domain/plan.ts';
export { chooseEach } from './domain/relevance.ts';
export type { Candidate } from './domain/relevance.ts';
