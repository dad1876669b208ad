import { forbiddenLink } from '@frontdesk/business';

const longest = 120;

/** What a person wrote, opened; of a template, what its blanks were filled with, whose own links are Meta's to approve. */
export interface Wording {
  readonly text: string;
  readonly variables: readonly string[] | undefined;
}

/** @returns the link for which the gate sent it back, as it stands in it and without what cannot be seen; undefined where none can be named */
export function refusedLink(reason: string | null, { text, variables }: Wording, hosts: readonly string[]): string | undefined {
  if (reason !== 'URL_NOT_ALLOWED') return undefined;
  const [found] = (variables ?? [text]).flatMap((words) => forbiddenLink(words, hosts) ?? []);
  const seen = found?.replace(/\p{C}/gu, '').replace(/[.,;:!?]+$/u, '');
  return seen && (seen.length > longest ? `${seen.slice(0, longest)}…` : seen);
}
