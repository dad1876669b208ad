export { businessConfig, businessOf, introduction } from './business.ts';
export { legible, namesUnreadOrder, orderNumberIn, orderNumbers } from './order-number.ts';
export type { Business } from './business.ts';
export { forbiddenLink } from './links.ts';
