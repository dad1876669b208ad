import type { Guardrail } from '@frontdesk/contracts';
import { forbiddenLink } from '@frontdesk/business';
import { z } from 'zod';

export const limits = { answer: 900, citations: 5 } as const;

/** The reply object that the guardrails let through, before the introduction. */
export const Reply = z.object({
  intent: z.enum(['status', 'refund', 'return', 'handoff', 'unknown']),
  answer: z.string().min(1).max(limits.answer),
  citations: z.array(z.url({ protocol: /^https$/ })).max(limits.citations),
  handoff: z.boolean(),
  confidence: z.number().min(0).max(1),
});
export type Reply = z.output<typeof Reply>;

/** What was checked, and how it came out; a reply leaves only if all of it passed. */
export function check(reply: unknown, hosts: readonly string[]): Pick<Guardrail, 'name' | 'passed' | 'detail'>[] {
  const parsed = Reply.safeParse(reply);
  const wrong = parsed.success ? '' : [...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))].join(',');
  const links = parsed.success && forbiddenLink([parsed.data.answer, ...parsed.data.citations].join('\n'), hosts) === undefined;
  return [
    { name: 'reply_schema', passed: parsed.success, detail: wrong },
    { name: 'links', passed: links, detail: links || !parsed.success ? '' : 'URL_NOT_ALLOWED' },
  ];
}
