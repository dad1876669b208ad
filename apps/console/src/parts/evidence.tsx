import type { Citation, Evidence } from '../api/types.ts';
import { readFacts } from '../domain/facts.ts';
import { Row } from './section.tsx';

/** What the tools and the knowledge base said, as the bot saw it. */
export function EvidenceList({ evidence }: { evidence: Evidence[] }) {
  if (evidence.length === 0) return <p className="quiet">The bot looked nothing up in this case.</p>;
  return (
    <ul className="bare">
      {evidence.map((one, at) => (
        <li key={at} className="evidence">
          <One evidence={one} />
        </li>
      ))}
    </ul>
  );
}

function One({ evidence: { source, facts, citation } }: { evidence: Evidence }) {
  const read = readFacts(facts);
  return (
    <>
      <h4>{source.replaceAll('_', ' ')}</h4>
      {'rows' in read ? (
        <dl>
          {read.rows.map(([term, value]) => (
            <Row key={term} term={term}>
              {value.startsWith('https://') ? (
                <a href={value} target="_blank" rel="noreferrer">
                  {value.replace('https://', '')}
                </a>
              ) : (
                value
              )}
            </Row>
          ))}
        </dl>
      ) : (
        <p className="prose">{read.text}</p>
      )}
      {citation && <Sources citations={[facts.includes(citation.quote) ? { ...citation, quote: '' } : citation]} />}
    </>
  );
}

export function Sources({ citations }: { citations: Citation[] }) {
  return (
    <ul className="bare">
      {citations.map((citation) => (
        <li key={`${citation.document_id} ${citation.quote}`} className="source">
          {/^https?:\/\//.test(citation.url) ? (
            <a href={citation.url} target="_blank" rel="noreferrer">
              {citation.title}
            </a>
          ) : (
            <b>{citation.title}</b>
          )}
          {citation.quote && <blockquote>{citation.quote}</blockquote>}
        </li>
      ))}
    </ul>
  );
}
