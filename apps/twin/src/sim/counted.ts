import type { Counted } from '../domain/analytics.ts';
import type { Sim } from './sim.ts';

const seconds = (at: number | undefined): number | undefined => (at === undefined ? undefined : Math.floor(at / 1000));

/** The account's messages as its analytics count them. */
export function countedOf(sim: Sim, wabaId: string): Counted[] {
  const { numbers, threads, customers } = sim.store.state;
  const phones = new Map(
    numbers.filter((number) => number.wabaId === wabaId).map((number) => [number.id, number.displayPhoneNumber.replace(/\D/g, '')]),
  );
  return Object.entries(threads).flatMap(([key, thread]) =>
    thread
      .filter((entry) => entry.direction === 'out' && phones.has(entry.numberId) && !entry.fromApp && !entry.byAgent)
      .map((entry) => {
        const first = (...statuses: string[]): number | undefined =>
          seconds(entry.statuses.find(({ status }) => statuses.includes(status))?.at);
        const [sentAt, deliveredAt] = [first('sent'), first('delivered', 'read', 'played')];
        return {
          phone: phones.get(entry.numberId)!,
          country: customers[key]?.userId.slice(0, 2) ?? 'US',
          ...(sentAt === undefined ? {} : { sentAt }),
          ...(deliveredAt === undefined ? {} : { deliveredAt }),
          ...(entry.pricing ? { pricing: entry.pricing } : {}),
        };
      }),
  );
}
