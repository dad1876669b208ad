import { fact } from '@frontdesk/contracts';
import type { DataInit, Fact, Message, Text, ToolCall } from '@frontdesk/contracts';
import { bundle } from './bundle.ts';
import type { Needs, Proposal } from './order-change.ts';
import type { Candidate } from './relevance.ts';

type Call = Omit<ToolCall, '$typeName'>;
type Routed = Message<'Routed'>;

const grounded = (
  routed: Routed,
  outcome: string,
  tools: readonly Call[],
  more: Pick<DataInit<'Grounded'>, 'evidence' | 'requiredLevel' | 'subject' | 'changeState' | 'change'> = {},
): Fact<'Grounded'> =>
  fact(
    'Grounded',
    { routed: routed.data, outcome, tools: tools.map((call) => ({ ...call })), ...more },
    {
      reasons: [outcome.toUpperCase()],
      intent: routed.data.intent,
      confidence: routed.data.confidence,
      lookUps: tools.map(({ tool, input, outcome: output, latencyMs }) => ({ name: tool, input, output, latencyMs })),
      bundle,
      consent: routed.envelope.consent,
    },
  );

export const notNeeded = (routed: Routed): Fact<'Grounded'> => grounded(routed, 'not_needed', []);

export const needsProof = (routed: Routed, level: string, subject: string): Fact<'Grounded'> =>
  grounded(routed, 'needs_proof', [refused(subject)], { requiredLevel: level, subject });

export const locked = (routed: Routed, subject: string): Fact<'Grounded'> => grounded(routed, 'locked', [refused(subject)], { subject });

export const refused = (order: string): Call => ({ tool: 'order_status', input: order, outcome: 'refused', latencyMs: 0 });

/** What a search came to: passages with their citations, or nothing that may be said. */
export function fromKnowledge(routed: Routed, call: Call, found: readonly Candidate[], needs?: Needs): Fact<'Grounded'> {
  const more = needs
    ? { changeState: needs, ...(needs === 'needs_proof' ? { requiredLevel: 'order', subject: routed.data.orderNumber } : {}) }
    : {};
  return found.length > 0
    ? grounded(routed, 'evidence', [call], { evidence: found.map(evidenceOf), ...more })
    : grounded(routed, 'no_evidence', [call], more);
}

function evidenceOf({ document, passage }: Candidate) {
  const facts: Text = { $typeName: 'frontdesk.v1.Text', redacted: passage, sealed: new Uint8Array() };
  const citation = { documentId: document.id, documentVersion: document.version, title: document.title, url: document.url, quote: passage };
  return { kind: 'passage', source: document.id, facts, citation };
}

/** What the order tool showed, sealed; for a handoff an order that could not be read takes nothing away. */
export function fromOrder(routed: Routed, call: Call, facts: Text | undefined, proposal?: Proposal): Fact<'Grounded'> {
  const more = proposal ? { changeState: proposal.state, ...(proposal.change ? { change: proposal.change } : {}) } : {};
  if (facts) return grounded(routed, 'evidence', [call], { evidence: [{ kind: 'tool', source: 'order_status', facts }], ...more });
  if (routed.data.next === 'handoff') return grounded(routed, 'not_needed', [call]);
  return grounded(routed, call.outcome === 'unavailable' ? 'unavailable' : 'no_evidence', [call]);
}
