import { z } from 'zod';

export const limits = { answer: 900, citations: 5 } as const;

/** The reply object that the guardrails let through, before the introduction; whoever worded it. */
export const Reply = z.object({
  intent: z.enum(['status', 'refund', 'return', 'handoff', 'unknown']),
  answer: z.string().min(1).max(limits.answer),
  citations: z.array(z.url({ protocol: /^https$/ })).max(limits.citations),
  handoff: z.boolean(),
  confidence: z.number().min(0).max(1),
});
export type Reply = z.output<typeof Reply>;

export type Read = { readonly ok: true; readonly reply: Reply } | { readonly ok: false; readonly wrong: string };

/** What a model wrote, if it is the reply object; else the members that are wrong, by name: that is what it is told for its repair. */
export function readReply(content: string): Read {
  let given: unknown;
  try {
    given = JSON.parse(content);
  } catch {
    return { ok: false, wrong: 'not JSON' };
  }
  const parsed = Reply.safeParse(given);
  if (parsed.success) return { ok: true, reply: parsed.data };
  const members = parsed.error.issues.map(({ path }) => String(path[0] ?? 'not an object'));
  return { ok: false, wrong: [...new Set(members)].join(', ') };
}
