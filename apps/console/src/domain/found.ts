import type { Found } from '../api/found.ts';
import type { Route } from './route.ts';
import { senderWords } from './words.ts';

/** Where it opens: as its case, or as a conversation that no person was asked into; at the line, if it is one. */
export const routeOf = ({ id: line, sender, ticket, conversation_id: conversation }: Found): Route => ({
  ...(ticket ? { at: 'ticket', id: ticket.id } : { at: 'conversation', id: conversation }),
  ...(sender === null ? {} : { line }),
});

/** Who said it, or what it is where it is no line. */
export function foundWords({ sender, author_name: author, ticket }: Found): string {
  if (sender === null) return ticket ? 'Case' : 'Conversation';
  return author ?? senderWords(sender);
}

/** Whose case it is of. */
export const ofWords = ({ case: caseNo, ticket }: Found): string =>
  [ticket?.number ?? 'never with people', caseNo !== null && `case ${caseNo}`].filter(Boolean).join(' · ');

/** A text in pieces, those that were looked for apart. */
export function pieces(text: string, query: string): { readonly text: string; readonly isFound: boolean }[] {
  const words = query.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return [{ text, isFound: false }];
  const literal = words
    .toSorted((one, other) => other.length - one.length)
    .map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
    .join('|');
  return text
    .split(new RegExp(`(${literal})`, 'iu'))
    .map((piece, index) => ({ text: piece, isFound: index % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}

/** What there is when nothing was found. */
export const nothingWords = (isMore: boolean): string =>
  isMore
    ? 'Nothing so far. What was said longer ago is looked through when you ask for it.'
    : 'Nothing was found. What is forgotten or erased is not found, nor is personal data: it stands in no line in clear.';
