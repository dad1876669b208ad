import { useState } from 'react';

/** The link to this transcript, for colleagues; it opens for nobody else. */
export function PermalinkCopy({ url }: { url: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(url);
    setCopied(true);
    setTimeout(() => setCopied(false), 2500);
  };
  return (
    <button type="button" className="permalink" onClick={() => void copy()}>
      <span aria-live="polite">{copied ? 'Copied' : 'Copy the link to this case'}</span>
    </button>
  );
}
