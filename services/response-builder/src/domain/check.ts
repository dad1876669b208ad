import type { Guardrail } from '@frontdesk/contracts';
import { forbiddenLink } from '@frontdesk/business';
import { Reply } from '@frontdesk/model';

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
