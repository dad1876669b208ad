import { useState } from 'react';
import { ApiError, MaybeSent, NetworkAway } from '../api/client.ts';
import { awayWords, failureWords } from '../domain/failure.ts';
import { useSeat } from './context.ts';

/** Runs one thing at a time; what was refused is said in plain words, unless `refused` deals with it. */
export function useAction(): {
  readonly busy: boolean;
  readonly run: (act: () => Promise<void>, refused?: (error: ApiError) => boolean) => Promise<void>;
} {
  const { say } = useSeat();
  const [busy, setBusy] = useState(false);
  const run = async (act: () => Promise<void>, refused?: (error: ApiError) => boolean): Promise<void> => {
    if (busy) return;
    setBusy(true);
    try {
      await act();
    } catch (error) {
      if (error instanceof ApiError) {
        if (!refused?.(error)) say(failureWords(error.code, error.body), 'bad');
      } else if (error instanceof NetworkAway) say(awayWords(error instanceof MaybeSent), 'bad');
      else throw error;
    } finally {
      setBusy(false);
    }
  };
  return { busy, run };
}
