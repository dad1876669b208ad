import type { Message } from '@frontdesk/contracts';
import { bundle, chooseEach, fromKnowledge, fromOrder, locked, manifest, needsProof, notNeeded, plan } from '@frontdesk/rag-tools';
import type { Found } from '../recording.ts';
import type { Again, Replayed } from '../replay.ts';
import type { Step } from '../steps.ts';

/** Which tool or search a question needs, and what is said of what that gave. What it gave is what it gave then. */
export const ragToolsReplayed = (): Replayed => ({
  manifest,
  bundle,
  begin: (_known, { messages }) => {
    const found = new Map(messages.map((recorded) => [recorded.message, recorded.found]));
    return (step) => again(step, found.get(step.input));
  },
});

function again({ input, takenAt, decided: [then] }: Step, found: Found | undefined): Again {
  const routed = input as Message<'Routed'>;
  const next = plan(routed.data, takenAt);
  const { tools = [], evidence = [] } = then?.type === 'Grounded' ? then.data : {};
  const [call] = tools.filter(({ outcome }) => outcome !== 'refused');
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
      if (call?.tool !== 'order_status' || call.input !== next.order) return { asks: `order ${next.order}` };
      return [fromOrder(routed, call, evidence.find(({ kind }) => kind === 'tool')?.facts)];
    }
    case 'search': {
      if (call?.tool !== 'knowledge_search' || !isFor(found, next)) return { asks: next.queries.join('\n') };
      const passages = chooseEach(found.candidates, next.intent, new Date(takenAt).toISOString().slice(0, 10));
      return [fromKnowledge(routed, { ...call, outcome: passages.length > 0 ? 'ok' : 'not_found' }, passages)];
    }
  }
}

const isFor = (found: Found | undefined, { locale, queries }: Pick<Found, 'locale' | 'queries'>): found is Found =>
  found?.locale === locale && found.queries.join('\n') === queries.join('\n');
