import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  action: string;
  danger?: boolean;
  /** false: something is still missing */
  ready?: boolean;
  children: ReactNode;
  onConfirm: () => void;
  onCancel: () => void;
}

export function Confirm({ title, action, danger = false, ready = true, children, onConfirm, onCancel }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} className="confirm" aria-labelledby="confirm-title" onClose={onCancel}>
      <h2 id="confirm-title">{title}</h2>
      <div>{children}</div>
      <footer>
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="button" className={danger ? 'danger' : 'primary'} disabled={!ready} onClick={onConfirm}>
          {action}
        </button>
      </footer>
    </dialog>
  );
}
