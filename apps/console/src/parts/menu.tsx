import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';

interface Props {
  label: ReactNode;
  hot?: boolean;
  children: (close: () => void) => ReactNode;
}

/** Opens below its button, and closes with Escape, or when something beside it is pressed or in focus. */
export function Menu({ label, hot = false, children }: Props) {
  const menu = useRef<HTMLDetailsElement>(null);
  const close = (): void => {
    if (menu.current) menu.current.open = false;
  };
  useEffect(() => {
    const beside = ({ target }: Event): void => {
      if (!menu.current?.contains(target as Node)) close();
    };
    const escape = ({ key }: KeyboardEvent): void => {
      if (key !== 'Escape' || !menu.current?.open) return;
      close();
      menu.current.querySelector('summary')?.focus();
    };
    document.addEventListener('pointerdown', beside);
    document.addEventListener('focusin', beside);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerdown', beside);
      document.removeEventListener('focusin', beside);
      document.removeEventListener('keydown', escape);
    };
  }, []);
  return (
    <details className="menu" ref={menu}>
      <summary className={hot ? 'ghost hot' : 'ghost'}>{label}</summary>
      <div className="menu-body">{children(close)}</div>
    </details>
  );
}
