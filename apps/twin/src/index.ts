export { createTwin } from './twin.ts';
export type { Twin, TwinOptions } from './twin.ts';
export { twinDefaults } from './defaults.ts';
export { demoCustomers, demoOrders } from './shop/data.ts';
export type { DemoCustomer, DemoOrder } from './shop/data.ts';
