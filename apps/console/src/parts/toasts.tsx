import { useEffect } from 'react';

export interface Toast {
  readonly id: string;
  readonly text: string;
  readonly tone: 'plain' | 'bad';
  readonly open?: (() => void) | undefined;
}

const shownMs = 9000;

export function Toasts({ toasts, onGone }: { toasts: Toast[]; onGone: (id: string) => void }) {
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => <One key={toast.id} toast={toast} onGone={onGone} />)}
    </div>
  );
}

function One({ toast, onGone }: { toast: Toast; onGone: (id: string) => void }) {
  const { id, text, tone, open } = toast;
  useEffect(() => {
    const timer = setTimeout(() => onGone(id), shownMs);
    return () => clearTimeout(timer);
    // a redraw of the page must not start the time anew
    // eslint-disable-next-line
  }, [id]);
  return (
    <div className={`toast ${tone}`}>
      <span>{text}</span>
      {open && <button type="button" onClick={() => { open(); onGone(id); }}>Open</button>}
      <button type="button" className="plain" aria-label="Dismiss" onClick={() => onGone(id)}>×</button>
    </div>
  );
}
