import { z } from 'zod';
import { calendarSchema, minutesAWeek } from './calendar.ts';

const minutes = z.number().positive();
const promise = z.strictObject({ firstResponse: minutes, nextResponse: minutes, acceptance: minutes, resolution: minutes });
/** `on`: what is promised instead on a channel of this name */
const cell = promise.extend({ on: z.partialRecord(z.enum(['whatsapp']), promise).optional() });
const byTopic = z.strictObject({ refund: cell, delivery: cell, technical: cell, general: cell });

const longest = (matrix: Record<string, z.infer<typeof byTopic>>): number =>
  Math.max(
    ...Object.values(matrix)
      .flatMap((topics) => Object.values(topics))
      .flatMap(({ on = {}, ...one }) => [one, ...Object.values(on)].flatMap((promises) => Object.values(promises))),
  );

/** What is promised, in open minutes, per tier, topic and channel; and the hours in which it is promised. */
export const slaPolicySchema = z
  .strictObject({
    version: z.string().min(1),
    calendar: calendarSchema,
    matrix: z.strictObject({ vip: byTopic, trade: byTopic, retail: byTopic }),
  })
  .refine(({ calendar, matrix }) => longest(matrix) <= 52 * minutesAWeek(calendar), {
    path: ['matrix'],
    error: 'promises more than a year of opening hours',
  });
export type SlaPolicy = z.infer<typeof slaPolicySchema>;
export type Promised = z.infer<typeof promise>;

const row = (firstResponse: number, nextResponse: number, acceptance: number, resolution: number): Promised => ({
  firstResponse,
  nextResponse,
  acceptance,
  resolution,
});

const working = [{ from: '09:00', to: '18:00' }];

export const defaultPolicy: SlaPolicy = {
  version: 'sla-1',
  calendar: {
    zone: 'Europe/Berlin',
    week: { mon: working, tue: working, wed: working, thu: working, fri: working, sat: [{ from: '10:00', to: '14:00' }], sun: [] },
    dates: {
      '2026-12-24': [{ from: '09:00', to: '12:00' }],
      '2026-12-25': [],
      '2026-12-26': [],
      '2026-12-31': [{ from: '09:00', to: '12:00' }],
      '2027-01-01': [],
      '2027-03-26': [],
      '2027-03-29': [],
      '2027-05-01': [],
      '2027-05-06': [],
      '2027-05-17': [],
      '2027-10-03': [],
      '2027-12-24': [{ from: '09:00', to: '12:00' }],
      '2027-12-25': [],
      '2027-12-26': [],
      '2027-12-31': [{ from: '09:00', to: '12:00' }],
    },
  },
  matrix: {
    vip: { refund: row(5, 5, 4, 240), delivery: row(5, 5, 4, 240), technical: row(10, 10, 4, 480), general: row(10, 10, 4, 480) },
    trade: { refund: row(15, 15, 5, 480), delivery: row(15, 15, 5, 480), technical: row(20, 20, 5, 960), general: row(30, 30, 5, 960) },
    retail: {
      refund: row(30, 30, 10, 960),
      delivery: row(30, 30, 10, 960),
      technical: row(45, 45, 10, 1440),
      general: row(60, 60, 10, 1440),
    },
  },
};

/** What is promised to a tier about a topic, on a channel; a tier or topic that is not in the matrix counts as retail, as general. */
export function promised(policy: SlaPolicy, tier: string, topic: string, channel = 'whatsapp'): Promised {
  const topics = policy.matrix[tier as keyof SlaPolicy['matrix']] ?? policy.matrix.retail;
  const { on, ...anywhere } = topics[topic as keyof typeof topics] ?? topics.general;
  return on?.[channel as keyof typeof on] ?? anywhere;
}

/** The variable SLA_POLICY: a policy as JSON; without it the default one. */
export const slaPolicy = z
  .string()
  .transform((json, context): unknown => {
    try {
      return JSON.parse(json);
    } catch {
      context.addIssue('expected JSON: version, calendar and matrix');
      return z.NEVER;
    }
  })
  .pipe(slaPolicySchema)
  .default(defaultPolicy);
