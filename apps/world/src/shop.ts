import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Household } from './household.ts';

/** How the shop is today, for one household. */
export interface Weather {
  /** ms that an order takes to be read */
  slowBy: number;
  /** so many of the next reads are not answered in time */
  timeouts: number;
  away: boolean;
}

/** longer than anybody waits for a shop (docs/shop.md) */
const tooLongMs = 2_500;

/** The world's shop, in the form that docs/shop.md describes: each trial's orders, and what goes wrong with them. */
export class Shop {
  readonly #households = new Set<{ readonly household: Household; readonly weather: Weather }>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const [, what, id] = /^\/(orders|customers\/by-phone)\/([^/]+)$/.exec(request.url ?? '') ?? [];
      if (what === 'orders') return void this.#order(decodeURIComponent(id!), response);
      return what ? this.#customer(id!, response) : answer(response, 404);
    });
  }

  static async open(): Promise<Shop> {
    const shop = new Shop();
    await new Promise<void>((resolve) => {
      shop.#server.listen(0, '127.0.0.1', resolve);
    });
    return shop;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From here on the shop knows them. @returns its weather for them, to be changed */
  welcome(household: Household, weather: Weather): Weather {
    this.#households.add({ household, weather });
    return weather;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #order(number: string, response: ServerResponse): void {
    for (const { household, weather } of this.#households) {
      const order = household.orders.find((one) => one.number === number.toUpperCase());
      if (!order) continue;
      if (weather.away) return answer(response, 503);
      const waits = weather.timeouts > 0 ? tooLongMs : weather.slowBy;
      weather.timeouts = Math.max(0, weather.timeouts - 1);
      return void setTimeout(() => answer(response, 200, order), waits);
    }
    return answer(response, 404);
  }

  #customer(digits: string, response: ServerResponse): void {
    const known = [...this.#households].find(
      ({ household: { tier, orders } }) => tier && orders.some(({ phone }) => phone.slice(1) === digits),
    );
    return known ? answer(response, 200, { tier: known.household.tier }) : answer(response, 404);
  }
}

function answer(response: ServerResponse, status: number, body: object = {}): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
