export { Commerce } from './commerce.ts';
export type { ShopAnswer } from './commerce.ts';
export type { Customer, Order } from './order.ts';
