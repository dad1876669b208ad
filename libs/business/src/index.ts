export { businessConfig, businessOf, introduction } from './business.ts';
export type { Business } from './business.ts';
export { forbiddenLink } from './links.ts';
