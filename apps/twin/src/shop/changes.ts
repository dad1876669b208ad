import { asArray, asObject } from '../domain/json.ts';
import type { ShopChange } from '../sim/state.ts';
import type { DemoOrder } from './data.ts';
import { findOrder } from './shop.ts';

const most = { lines: 6, characters: 100 };

function linesOf(body: unknown): string[] {
  return asArray(asObject(body).lines)
    .map((line) => (typeof line === 'string' ? line.trim() : ''))
    .filter((line) => line !== '');
}

/** A parcel needs a house number or a postcode; beyond that the shop takes the customer's word. */
const isAddress = (lines: readonly string[]): boolean =>
  lines.length > 0 && lines.length <= most.lines && lines.every((line) => line.length <= most.characters) && /\d/.test(lines.join());

function statusOf(order: DemoOrder | undefined, lines: readonly string[]): number {
  if (!order) return 404;
  if (!isAddress(lines)) return 422;
  return order.status === 'processing' ? 200 : 409;
}

/** Once for a key: it is answered as the first time, and another address under it is refused. @returns the HTTP status */
export function changeAddress(changes: ShopChange[], number: string, body: unknown, key: string, at: number): number {
  const lines = linesOf(body);
  const order = findOrder(number);
  const before = changes.find((change) => change.key === key);
  if (before) {
    before.asked += 1;
    return before.lines.join() === lines.join() && before.order === (order?.number ?? number) ? before.status : 422;
  }
  const status = statusOf(order, lines);
  changes.push({ key, order: order?.number ?? number, lines, status, at, asked: 1 });
  return status;
}

/** Where an order goes by now. Of a last line such as "22767 Hamburg" the shop knows what is what. */
export function addressOf(changes: readonly ShopChange[], order: DemoOrder): object {
  const last = changes.findLast(({ order: number, status }) => number === order.number && status === 200);
  if (!last) return order.ship_to;
  const [, postcode, city] = /^(\d{5}) (.+)$/.exec(last.lines.at(-1) ?? '') ?? [];
  return { ...order.ship_to, lines: last.lines, ...(postcode !== undefined && { postcode, city }) };
}
