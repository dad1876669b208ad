export type { ChangeOutcome } from './change-outcome.ts';
export { commerceChangesConfig, commerceConfig } from './commerce-config.ts';
export { Commerce } from './commerce.ts';
export type { ShopAnswer } from './commerce.ts';
export type { Customer, Order } from './order.ts';
