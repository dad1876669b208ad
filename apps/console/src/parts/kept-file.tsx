import { useState } from 'react';
import type { KeptFile as File } from '../api/types.ts';
import { fileAbsent, fileShown, fileSize, fileWord } from '../domain/file.ts';

interface Props {
  file: File;
  /** where the server gives it */
  address: string;
}

/** A file that the customer sent: in place, for saving, or why it is not there. */
export function KeptFile({ file, address }: Props) {
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
        <img src={address} alt={`${word} from the customer`} loading="lazy" onError={() => setFailed(true)} />
      </a>
    );
  }
  if (shown === 'sound') return <audio className="file" controls preload="none" src={address} aria-label={`${word} from the customer`} />;
  if (shown === 'film') return <video className="file" controls preload="none" src={address} aria-label={`${word} from the customer`} />;
  return (
    <a className="file saved" href={address} download>
      {word} · {fileSize(file.bytes)} · save
    </a>
  );
}
