import type { Guardrail } from '@frontdesk/contracts';
import { z } from 'zod';

/** The reply object that the guardrails let through, before the introduction. */
export const Reply = z.object({
  intent: z.enum(['status', 'refund', 'return', 'handoff', 'unknown']),
  answer: z.string().min(1).max(900),
  citations: z.array(z.url({ protocol: /^https$/ })).max(5),
  handoff: z.boolean(),
  confidence: z.number().min(0).max(1),
});
export type Reply = z.output<typeof Reply>;

const url = /\bhttps?:\/\/\S+/gi;

/** Whether every link in the text points to a host of the list, over https and without tricks. */
export function linksAllowed(text: string, hosts: readonly string[]): boolean {
  return (text.match(url) ?? []).every((link) => {
    const target = URL.canParse(link) ? new URL(link) : undefined;
    return (
      target !== undefined &&
      target.protocol === 'https:' &&
      !target.username &&
      !target.port &&
      /^[\x21-\x7e]+$/.test(link) &&
      hosts.some((host) => target.hostname === host || target.hostname.endsWith(`.${host}`))
    );
  });
}

/** What was checked, and how it came out; a reply leaves only if all of it passed. */
export function check(reply: unknown, hosts: readonly string[]): Pick<Guardrail, 'name' | 'passed' | 'detail'>[] {
  const parsed = Reply.safeParse(reply);
  const wrong = parsed.success ? '' : [...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))].join(',');
  const links = parsed.success && linksAllowed([parsed.data.answer, ...parsed.data.citations].join('\n'), hosts);
  return [
    { name: 'reply_schema', passed: parsed.success, detail: wrong },
    { name: 'links', passed: links, detail: links || !parsed.success ? '' : 'URL_NOT_ALLOWED' },
  ];
}
