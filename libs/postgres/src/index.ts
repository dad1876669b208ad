export { clusterDirectory, forgetEmbeddedPostgres, startEmbeddedPostgres } from './embedded/start.ts';
