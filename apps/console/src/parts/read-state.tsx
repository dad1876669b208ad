import { ApiError } from '../api/client.ts';
import { useResource } from '../desk/context.ts';
import type { Resource } from '../desk/resource.ts';
import { failureWords, staleWords } from '../domain/failure.ts';
import { Skeleton, Unavailable } from './empty.tsx';

interface Props {
  of: Resource<unknown>;
  /** that it cannot be read, if the server does not say more */
  text: string;
  lines?: number;
}

/** Stands in for what is read until it is there, and above it while a later look failed. */
export function ReadState({ of, text, lines }: Props) {
  const { value, error } = useResource(of);
  const words = error instanceof ApiError ? failureWords(error.code, error.body) : text;
  const retry = (): void => void of.load();
  if (value === undefined) return error ? <Unavailable text={words} onRetry={retry} /> : <Skeleton lines={lines} />;
  if (!error) return null;
  return (
    <p className="stale" role="status">
      {staleWords(words)}{' '}
      <button type="button" className="plain" onClick={retry}>
        Try again
      </button>
    </p>
  );
}
