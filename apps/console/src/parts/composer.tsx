import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { SavedReply } from '../api/saved-replies.ts';
import type { Detail, Draft } from '../api/types.ts';
import { useSeat } from '../desk/context.ts';
import { useAction } from '../desk/use-action.ts';
import { useNow } from '../desk/use-now.ts';
import { useBox } from '../desk/use-box.ts';
import { write } from '../desk/write.ts';
import { windowIsOpen } from '../domain/countdown.ts';
import { maySend } from '../domain/attached.ts';
import { putBack, refusedDrafts } from '../domain/drafts.ts';
import { languages, textFor } from '../domain/saved-reply.ts';
import { closedBoxWords } from '../domain/words.ts';
import { Attached, AttachButton } from './attach.tsx';
import { NoteForm } from './note-form.tsx';
import { ProofForm } from './proof-form.tsx';
import { RefusedDraft } from './refused-draft.tsx';
import { SavedReplyPicker } from './saved-reply-picker.tsx';
import { TemplatePicker } from './template-picker.tsx';
import { ToolButton } from './tool-button.tsx';

/** The box. It opens only when the case is yours; what the gate sends back stands above it. */
export function Composer({ ticket }: { ticket: Detail }) {
  const seat = useSeat();
  const action = useAction();
  const { busy, run } = action;
  const [unsent, box] = useBox(ticket);
  const [tool, setTool] = useState<'templates' | 'replies' | 'slash' | 'proof' | 'note' | undefined>(
    seat.desk.notes.has(ticket.conversation_id) ? 'note' : undefined,
  );
  const area = useRef<HTMLTextAreaElement>(null);
  const open = windowIsOpen(ticket.window_ends_at, useNow());
  const closed = closedBoxWords(ticket, seat.user.id);
  const refused = refusedDrafts(ticket.drafts, seat.user.id);

  const isPicking = tool === 'replies' || tool === 'slash';
  const isClosed = closed !== undefined;
  const wasClosed = useRef(isClosed);
  // The button that took the case is gone, and the focus with it: who has no mouse would start from the top of the page.
  useEffect(() => {
    if (wasClosed.current && !isClosed && document.activeElement === document.body) area.current?.focus();
    wasClosed.current = isClosed;
  }, [isClosed]);

  const send = (): Promise<void> =>
    run(async () => {
      const { text, file, replaces, holding } = unsent;
      if (!maySend(unsent)) return;
      await write(seat, ticket.id, 'reply', {
        text,
        ...(file ? { file_id: file.id } : {}),
        ...(replaces ? { replaces_draft_id: replaces } : {}),
        ...(holding ? { holding } : {}),
      });
      box.sent(unsent);
      area.current?.focus();
    });
  const edit = (draft: Draft): void => {
    box.change({ text: putBack(unsent.text, draft.text), replaces: draft.id, ...(draft.file && { file: draft.file, preview: undefined }) });
    area.current?.focus();
  };
  const type = (text: string): void => {
    if (unsent.text === '' && text === '/') setTool('slash');
    else box.change({ text });
  };
  const pick = (reply: SavedReply): void => {
    const { language, text } = textFor(reply, ticket.locale);
    box.change({ text: putBack(unsent.text, text) });
    if (language !== ticket.locale)
      seat.say(`“${reply.name}” has no ${languages[ticket.locale]} text: it stands in the box in ${languages[language]}.`);
    backToBox();
  };
  /** Who did not mean it has what they typed in the box. */
  const leave = (typed: string): void => {
    if (tool === 'slash') box.change({ text: `/${typed}` });
    backToBox();
  };
  const backToBox = (): void => {
    setTool(undefined);
    area.current?.focus();
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  };

  return (
    <footer className="composer">
      {refused.map((draft) => (
        <RefusedDraft key={draft.id} ticket={ticket} draft={draft} onEdit={isClosed ? undefined : edit} />
      ))}
      {closed && (
        <p className="box-closed" role="status">
          {closed}
        </p>
      )}
      {!closed && !open && refused.length === 0 && (
        <p className="box-warning" role="status">
          The 24-hour window is closed: WhatsApp takes no free text until the customer writes again. An approved template may be sent if
          they agreed to it.
        </p>
      )}
      {!closed && tool === 'templates' && <TemplatePicker ticket={ticket} onDone={() => setTool(undefined)} />}
      {!closed && isPicking && <SavedReplyPicker locale={ticket.locale} onPick={pick} onLeave={leave} />}
      {!closed && tool === 'proof' && <ProofForm ticket={ticket} onDone={() => setTool(undefined)} />}
      {tool === 'note' && <NoteForm conversationId={ticket.conversation_id} onDone={() => setTool(undefined)} />}
      {!closed && <Attached box={box} unsent={unsent} action={action} />}
      <div className="box">
        <textarea
          ref={area}
          rows={2}
          aria-label="Your answer"
          placeholder={closed ? '' : 'To the customer. Enter sends, Shift+Enter: new line, /: saved reply.'}
          value={unsent.text}
          disabled={isClosed}
          readOnly={busy}
          onKeyDown={key}
          onChange={(event) => type(event.target.value)}
        />
        <button type="button" className="primary" disabled={isClosed || busy || !maySend(unsent)} onClick={() => void send()}>
          {busy ? 'Sending…' : 'Send'}
        </button>
      </div>
      <div className="box-tools">
        {!closed && <AttachButton ticketId={ticket.id} box={box} action={action} />}
        {!closed && (
          <ToolButton name="Templates" isOpen={tool === 'templates'} onToggle={(open) => setTool(open ? 'templates' : undefined)} />
        )}
        {!closed && <ToolButton name="Saved replies" isOpen={isPicking} onToggle={(open) => setTool(open ? 'replies' : undefined)} />}
        {!closed && <ToolButton name="Ask for proof" isOpen={tool === 'proof'} onToggle={(open) => setTool(open ? 'proof' : undefined)} />}
        <ToolButton name="Internal note" isOpen={tool === 'note'} onToggle={(open) => setTool(open ? 'note' : undefined)} />
        {!closed && (
          <label title="Tells the customer that you are on it; the response time keeps running">
            <input type="checkbox" checked={unsent.holding} onChange={(event) => box.change({ holding: event.target.checked })} /> holding
            reply, the clock keeps running
          </label>
        )}
        {!closed && unsent.replaces && <span className="quiet">replaces the text that came back</span>}
      </div>
    </footer>
  );
}
