import type { Citation, Message } from '@frontdesk/contracts';
import { bundle, fromKnowledge, fromOrder, locked, manifest, needsProof, notNeeded, plan } from '@frontdesk/rag-tools';
import type { Candidate } from '@frontdesk/rag-tools';
import type { Again, Replayed } from '../replay.ts';
import type { Step } from '../steps.ts';

/** Which tool or search a question needs, and what is said of what that gave. What it gave is what it gave then. */
export const ragToolsReplayed = (): Replayed => ({ manifest, bundle, begin: () => again });

function again({ input, takenAt, decided: [then] }: Step): Again {
  const routed = input as Message<'Routed'>;
  const next = plan(routed.data, takenAt);
  const { tools = [], evidence = [] } = then?.type === 'Grounded' ? then.data : {};
  const called = (tool: string) => tools.find((call) => call.tool === tool && call.outcome !== 'refused');
  switch (next.do) {
    case 'nothing':
      return [];
    case 'conclude':
      return [notNeeded(routed)];
    case 'ask':
      return [needsProof(routed, next.level, next.subject)];
    case 'refuse':
      return [locked(routed, next.subject)];
    case 'read_order': {
      const call = called('order_status');
      const shown = evidence.find(({ kind }) => kind === 'tool')?.facts;
      return call?.input === next.order ? [fromOrder(routed, call, shown)] : { asks: `order ${next.order}` };
    }
    case 'search': {
      const call = called('knowledge_search');
      return call
        ? [
            fromKnowledge(
              routed,
              call,
              evidence.flatMap(({ citation }) => (citation ? [candidateOf(citation)] : [])),
            ),
          ]
        : { asks: next.queries.join('; ') };
    }
  }
}

/** Of a passage that was found all but what it is quoted with has been used up. */
function candidateOf({ documentId, documentVersion, title, url, quote }: Citation): Candidate {
  const document = { id: documentId, version: documentVersion, title, url, locale: 'en', topic: '', validUntil: '' } as const;
  return { document, body: quote, passage: quote, coverage: 1, passageCoverage: 1, ordinal: 0, rank: 1 };
}
