import type { Draft, ThreadMessage } from '../api/types.ts';
import { bubbleText } from '../domain/bubble-text.ts';
import { tick } from '../domain/ticks.ts';
import { unsaidWords } from '../domain/unsaid.ts';
import { senderWords } from '../domain/words.ts';
import { KeptFile } from './kept-file.tsx';
import { clockTime, fullTime } from './time.tsx';
import { Why } from './why.tsx';

interface Props {
  message: ThreadMessage;
  drafts: Draft[];
  conversationId: string;
  /** it was searched for */
  isSought: boolean;
}

/** What people should know about reaching this customer. */
const flags: Readonly<Record<string, string>> = {
  WINDOW_CLOSED_AT_META:
    'WhatsApp saw the 24 hours over, we did not. One template went out instead if it was allowed; wait for the customer.',
  UNDELIVERABLE: 'This customer cannot be reached on WhatsApp at the moment. Use another channel.',
};

export function Bubble({ message, drafts, conversationId, isSought }: Props) {
  const { text, template } = bubbleText(message, drafts);
  const { sender, author_name: author, status, statuses, error } = message;
  const ours = sender !== 'customer';
  const isNote = sender === 'note';
  const mark = ours ? tick(status) : undefined;
  const since = statuses.findLast((one) => one.status === status);
  return (
    <li className={`message ${sender}${isSought ? ' sought' : ''}`} data-message={message.id} tabIndex={isSought ? -1 : undefined}>
      <div className="bubble">
        {ours && (
          <p className="author">
            {(sender === 'agent' || isNote) && author ? author : senderWords(sender)}
            {isNote && ' · internal note, the customer does not see it'}
            {template && ` · template ${template}`}
          </p>
        )}
        {message.file && (
          <KeptFile
            file={message.file}
            from={ours ? 'us' : 'the customer'}
            address={`/console/api/conversations/${conversationId}/files/${message.id}`}
          />
        )}
        {(text || !message.file) && (
          <p className="text">{message.revoked ? <i>This message was deleted.</i> : text || <i>{unsaidWords(message)}</i>}</p>
        )}
        {message.earlier && message.earlier.length > 0 && (
          <details className="earlier">
            <summary>edited</summary>
            {message.earlier.map((version) => (
              <p key={version.at}>
                <del>{version.text}</del>
              </p>
            ))}
          </details>
        )}
        <p className="meta">
          {ours && message.verdict && <Why message={message} conversationId={conversationId} />}
          {message.late && <span title="It was written before a message that had come already">arrived late</span>}
          <time dateTime={new Date(message.ts).toISOString()} title={fullTime(message.ts)}>
            {clockTime(message.ts)}
          </time>
          {mark && (
            <span
              className={`tick ${mark.tone}`}
              role="img"
              aria-label={mark.label}
              title={since ? `${mark.label}, ${fullTime(since.at)}` : mark.label}
            >
              {mark.mark}
            </span>
          )}
        </p>
      </div>
      {error && (
        <p className="meta-error">
          Not delivered: {error.title} ({error.code})
        </p>
      )}
      {message.flag && flags[message.flag] && <p className="meta-error">{flags[message.flag]}</p>}
    </li>
  );
}
