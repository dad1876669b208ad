import { useState } from 'react';
import type { KeptFile as File } from '../api/files.ts';
import { fileAbsent, fileShown, fileSize, fileWord } from '../domain/file.ts';

interface Props {
  file: File;
  /** where the server gives it */
  address: string;
  /** whose it is */
  from: 'the customer' | 'us';
}

/** A file of the thread: in place, for saving, or why it is not there. */
export function KeptFile({ file, address, from }: Props) {
  const [failed, setFailed] = useState(false);
  const shown = fileShown(file);
  const word = fileWord(file.kind);
  if (failed) {
    return (
      <p className="file absent">
        {fileAbsent({ ...file, state: 'unknown' })}{' '}
        <button type="button" className="plain" onClick={() => setFailed(false)}>
          Try again
        </button>
      </p>
    );
  }
  if (shown === 'none') return <p className="file absent">{fileAbsent(file)}</p>;
  if (shown === 'picture') {
    return (
      <a className="file picture" href={address} target="_blank" rel="noopener noreferrer">
        <img src={address} alt={`${word} from ${from}`} loading="lazy" onError={() => setFailed(true)} />
      </a>
    );
  }
  if (shown === 'sound') return <audio className="file" controls preload="none" src={address} aria-label={`${word} from ${from}`} />;
  if (shown === 'film') return <video className="file" controls preload="none" src={address} aria-label={`${word} from ${from}`} />;
  return (
    <a className="file saved" href={address} download>
      {word} · {fileSize(file.bytes)} · save
    </a>
  );
}
