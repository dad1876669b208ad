import { digitsOf } from '../domain/address.ts';
import type { DemoOrder, ShopCustomer } from './data.ts';
import { crowdOrder, demoOrders, shopCustomers, stores } from './data.ts';

const DAY = 86_400_000;

const day = (now: number, offset: number): string => new Date(now + offset * DAY).toISOString().slice(0, 10);

/** Orders of a crowd, each being prepared and with a mail address of its own. */
const ofCrowd = /^FD-40\d{3}$/;

/** An order as the shop's API shows it today. @param ship_to where it goes by now */
export function orderView(order: DemoOrder, now: number, ship_to: object): object {
  const { placedDay, etaDay, ...rest } = order;
  const customer = shopCustomers.find((one) => one.id === order.customer_id);
  return {
    ...rest,
    ship_to,
    placed_at: `${day(now, placedDay)}T09:30:00.000Z`,
    eta: day(now, etaDay),
    email: customer?.email ?? `jo${Number(order.number.slice(-3))}@example.com`,
    phone: customer?.phone ?? null,
  };
}

export function findOrder(given: string): DemoOrder | undefined {
  const number = given.trim().toUpperCase();
  return demoOrders.find((order) => order.number === number) ?? (ofCrowd.test(number) ? crowdOrder(number) : undefined);
}

export function customerView(customer: ShopCustomer): object {
  return { ...customer, orders: demoOrders.filter((order) => order.customer_id === customer.id).map((order) => order.number) };
}

export const customerById = (id: string): ShopCustomer | undefined => shopCustomers.find((customer) => customer.id === id);
export const customerByPhone = (phone: string): ShopCustomer | undefined =>
  shopCustomers.find((customer) => digitsOf(customer.phone) === digitsOf(phone));

/** The stores whose place the words name, or all of them. */
export function storesNear(near: string | undefined): readonly object[] {
  const wanted = near?.trim().toLowerCase();
  if (!wanted) return stores;
  const hits = stores.filter((store) =>
    [store.city, store.postcode, store.country].some(
      (place) => place.toLowerCase().includes(wanted) || wanted.includes(place.toLowerCase()),
    ),
  );
  return hits.length > 0 ? hits : stores;
}
