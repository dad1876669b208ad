import type { Data } from '@frontdesk/contracts';
import { mediaKind } from './compose.ts';
import type { Draft } from './compose.ts';
import { mediaNames } from './words.ts';

const outcomes: Record<Draft['said'], string> = {
  status: 'told the status of the order',
  policy: 'answered from the knowledge base',
  asked_for_yes: 'asked whether to change the delivery address',
  address_wanted: 'asked for the new delivery address',
  change_too_late: 'said that it is too late to change the delivery address',
  asked_for_proof: 'asked for a proof of the order',
  proof_failed: 'the proof did not match',
  proof_locked: 'the proof failed too often and is locked',
  code_sent: 'sent for a code',
  code_failed: 'the code did not match',
  code_refused: 'no further code is sent or looked at for now',
  code_unavailable: 'no code could be sent',
  kept: 'the order system was away, the question is kept',
  no_evidence: 'had no reliable answer',
  not_understood: 'did not understand again and passed it to a person',
  clarify: 'did not understand',
  greeting: 'greeted',
  thanks: 'took thanks',
  off_domain: 'declined as off topic',
  media: 'acknowledged what it cannot read',
};
const kept = 6;
const quoteLength = 160;

/**
 * The running summary with one more line; the last six are kept. Made of codes and of the customer's redacted words, so nothing personal is
 * copied into it.
 */
export function extend(summary: string, routed: Data<'Routed'>, { said, citations }: Pick<Draft, 'said' | 'citations'>): string {
  const words = (routed.question?.redacted ?? '').replace(/\s+/g, ' ').trim();
  const quoted = words.length > quoteLength ? `${words.slice(0, quoteLength - 1)}…` : words;
  const offered = routed.next.startsWith('proof_')
    ? 'offered a proof'
    : routed.next === 'acknowledge_media'
      ? sent(mediaKind(routed.turn!), quoted)
      : `asked: "${quoted}"`;
  const about = [routed.intent, routed.intent === 'order_status' ? routed.orderNumber : ''].filter((part) => part !== '').join(', ');
  const source = citations.map((citation) => ` (${citation.documentId} of ${citation.documentVersion})`).join('');
  const line = `- Customer ${offered} [${about}]; assistant: ${outcomes[said]}${source}.`;
  return [...summary.split('\n').filter((one) => one !== ''), line].slice(-kept).join('\n');
}

/** A place is a token only, which tells nobody anything. */
const sent = (kind: string, quoted: string): string =>
  `sent a ${mediaNames[kind] ?? 'message that is not shown'}${quoted === '' || kind === 'location' ? '' : `, "${quoted}"`}`;
