import { useEffect, useRef } from 'react';
import { useSeat } from '../desk/context.ts';

export interface Toast {
  readonly id: string;
  readonly text: string;
  readonly tone: 'plain' | 'bad';
  readonly ticketId: string | undefined;
}

const shownMs = 9000;

export function Toasts({ toasts, onGone }: { toasts: Toast[]; onGone: (id: string) => void }) {
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <One key={toast.id} toast={toast} onGone={onGone} />
      ))}
    </div>
  );
}

function One({ toast, onGone }: { toast: Toast; onGone: (id: string) => void }) {
  const { id, text, tone, ticketId } = toast;
  const { go } = useSeat();
  const gone = useRef(onGone);
  gone.current = onGone;
  useEffect(() => {
    const timer = setTimeout(() => gone.current(id), shownMs);
    return () => clearTimeout(timer);
  }, [id]);
  return (
    <div className={`toast ${tone}`}>
      <span>{text}</span>
      {ticketId && (
        <button
          type="button"
          onClick={() => {
            go({ at: 'ticket', id: ticketId });
            onGone(id);
          }}
        >
          Open
        </button>
      )}
      <button type="button" className="plain" aria-label="Dismiss" onClick={() => onGone(id)}>
        ×
      </button>
    </div>
  );
}
