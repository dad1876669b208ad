import { expect, test } from '@jest/globals';
import { databaseOf, doubled, schedule, second } from './schedule.ts';

test('a schedule follows from its seed', () => {
  expect(schedule('kafka', 50, 7)).toEqual(schedule('kafka', 50, 7));
  expect(schedule('kafka', 50, 7)).not.toEqual(schedule('kafka', 50, 8));
  expect(schedule('kafka', 10, 7)).toEqual(schedule('kafka', 50, 7).slice(0, 10));
});

const kinds = (bus: 'embedded' | 'kafka', seed: number) =>
  [...new Set(schedule(bus, 800, seed).map((fault) => ('road' in fault ? `${fault.kind} ${fault.road}` : fault.kind)))].sort();
const everywhere = ['clock', 'crash postgres', 'cut connections', 'kill postmaster', 'pause', 'stall', 'twin'];
const roads = ['cut database', 'slow database'];

test('every kind of fault comes up', () => {
  expect(kinds('embedded', 2)).toEqual([...everywhere, 'kill system'].sort());
  expect(kinds('embedded', 1)).toEqual([...everywhere, ...roads, 'kill system'].sort());
  expect(kinds('kafka', 1)).toEqual(
    [...everywhere, ...roads, 'cut broker', 'kill broker', 'kill services', 'rebalance', 'slow broker'].sort(),
  );
});

test('over Kafka each of the services that run twice is killed and paused, the one of its processes and the other, and shares anew', () => {
  const faults = schedule('kafka', 1_500, 1);
  const killed = new Set(faults.flatMap((fault) => (fault.kind === 'kill services' ? fault.services : [])));
  const victimsOf = (kind: 'pause' | 'rebalance') => new Set(faults.flatMap((fault) => (fault.kind === kind ? [fault.service] : [])));
  for (const service of doubled) {
    for (const name of [service, second(service)]) expect([killed.has(name), victimsOf('pause').has(name)]).toEqual([true, true]);
    expect(victimsOf('rebalance').has(service)).toBe(true);
  }
});

test("on the embedded bus every second seed has a PostgreSQL of the system's own", () =>
  expect([1, 2, 3, 4].map((seed) => databaseOf('embedded', seed))).toEqual(['given', 'own', 'given', 'own']));
