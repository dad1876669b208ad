import type { Detail, Draft } from '../api/types.ts';
import { useSeat } from '../desk/context.ts';
import { useAction } from '../desk/use-action.ts';
import { draftLine } from '../domain/attached.ts';
import { otherChannelWords, refusalWords } from '../domain/refusal.ts';
import { TemplateForm } from './template-form.tsx';
import { write } from '../desk/write.ts';

interface Props {
  ticket: Detail;
  draft: Draft;
  /** undefined: the case is no longer one's own, and nothing can be sent */
  onEdit: ((draft: Draft) => void) | undefined;
}

/** A text that the gate sent back: why, and what can be done instead. Nobody has changed a word of it. */
export function RefusedDraft({ ticket, draft, onEdit }: Props) {
  const seat = useSeat();
  const { desk } = seat;
  const { busy, run } = useAction();
  const discard = (): Promise<void> =>
    run(async () => {
      await desk.client.command(`tickets/${ticket.id}/discard`, { draft_id: draft.id });
      desk.ticket(ticket.id).update((before) => ({ ...before, drafts: before.drafts.filter(({ id }) => id !== draft.id) }));
    });
  const { offered_template: offered } = draft;
  return (
    <article className="refused" role="alert" aria-label="A text that was not sent">
      <h3>Not sent</h3>
      <p>{refusalWords(draft.reason, draft.refused_link, draft.file)}</p>
      <blockquote>{draftLine(draft)}</blockquote>
      {!offered && draft.other_channel && <p>{otherChannelWords(draft.other_channel)}</p>}
      {offered && onEdit && (
        <TemplateForm
          template={offered}
          busy={busy}
          onSend={(variables) =>
            void run(() =>
              write(seat, ticket.id, 'template', {
                name: offered.name,
                language: offered.language,
                variables,
                replaces_draft_id: draft.id,
              }),
            )
          }
        />
      )}
      <footer>
        {(draft.text !== '' || draft.file) && onEdit && (
          <button type="button" disabled={busy} onClick={() => onEdit(draft)}>
            Put it back into the box
          </button>
        )}
        <button type="button" className="plain" disabled={busy} onClick={() => void discard()}>
          Discard
        </button>
      </footer>
    </article>
  );
}
