import { machine } from './machine.ts';
import type { Floor } from './floor.ts';
import type { BenchOptions } from './options.ts';
import { percentile, round } from './percentile.ts';
import type { SystemRun } from './system-run.ts';

/** The bench's answer: docs/performance.md says what each key means. */
export function reportOf(options: BenchOptions, where: ReturnType<typeof machine>, system: SystemRun, floor: Floor | undefined) {
  const { run, drainSeconds, cpuMs, shape } = system;
  const full = options.rate === undefined;
  const completedPerSecond = full ? run.completed / (run.seconds + drainSeconds) : run.completedInTime / options.seconds;
  const per = (value: number, digits = 2) => round(value / Math.max(1, run.completed), digits);
  const product = Object.entries(cpuMs)
    .filter(([name]) => name !== 'load')
    .reduce((sum, [, ms]) => sum + ms, 0);
  return {
    bus: options.bus,
    rate: options.rate ?? null,
    seconds: options.seconds,
    window: full ? options.window : null,
    customers: options.customers,
    machine: where,
    offered: run.offered,
    notOffered: run.notOffered,
    completed: run.completed,
    unanswered: run.unanswered,
    surplus: run.surplus,
    ackErrors: run.ackErrors,
    offeredPerSecond: round(run.offered / options.seconds),
    completedPerSecond: round(completedPerSecond),
    drainSeconds: round(drainSeconds),
    floorPerSecond: floor ? round(floor.perSecond) : null,
    ratioToFloor: floor ? round(completedPerSecond / floor.perSecond, 3) : null,
    floorCpuMsPerMessage: floor ? round(floor.cpuMsPerMessage) : null,
    ratioToFloorByCpu: floor ? round(floor.cpuMsPerMessage / (product / Math.max(1, run.completed)), 3) : null,
    p50AckMs: round(percentile(run.ackMs, 0.5)),
    p95AckMs: round(percentile(run.ackMs, 0.95)),
    p99AckMs: round(percentile(run.ackMs, 0.99)),
    p50ReplyMs: round(percentile(run.replyMs, 0.5)),
    p95ReplyMs: round(percentile(run.replyMs, 0.95)),
    p99ReplyMs: round(percentile(run.replyMs, 0.99)),
    ...(options.burst ? { p99AfterBurstMs: round(percentile(run.afterBurstMs, 0.99)), repliesAfterBurst: run.afterBurstMs.length } : {}),
    ...(options.past > 0 ? { forgottenRows: system.forgotten } : {}),
    ...(options.stored > 0 ? { storedConversations: options.stored, storedEvents: system.storedEvents } : {}),
    ...(options.hot > 0
      ? {
          hotSeconds: round(run.hot.seconds),
          hotMessages: { written: run.hot.written, acknowledged: run.hot.acknowledged, answered: run.hot.answered },
        }
      : {}),
    cpuMsPerMessage: per(product),
    cpuMsPerMessageByProcess: Object.fromEntries(Object.entries(cpuMs).map(([name, ms]) => [name, per(ms)])),
    rssMb: round(system.rssMb, 0),
    rssMbByProcess: Object.fromEntries(Object.entries(system.rss).map(([name, mb]) => [name, round(mb, 0)])),
    rssSlopeMbPerMinute: round(system.rssSlopeMbPerMinute, 1),
    databaseBytesPerMessage: per(system.databaseBytes, 0),
    walBytesPerMessage: per(system.walBytes, 0),
    logBytesPerMessage: per(system.logBytes, 0),
    floorLogBytesPerMessage: floor ? round(floor.logBytesPerMessage, 0) : null,
    commitsPerMessage: per(system.commits),
    floorCommitsPerMessage: floor ? round(floor.commitsPerMessage) : null,
    recordsPerMessage: Object.fromEntries(
      Object.entries(shape).map(([topic, { perMessage, bytes }]) => [topic, { records: round(perMessage), bytes: round(bytes, 0) }]),
    ),
  };
}

export type Report = ReturnType<typeof reportOf>;

export function shown(report: Report): string {
  const lines = Object.entries(report).map(
    ([key, value]) => `${key.padEnd(28)} ${typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)}`,
  );
  return lines.join('\n');
}
