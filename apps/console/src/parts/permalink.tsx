import { useEffect, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { useSeat } from '../desk/context.ts';
import { Skeleton, Unavailable } from './empty.tsx';

/** Follows somebody's link to its ticket. */
export function Permalink({ token }: { token: string }) {
  const { desk, go } = useSeat();
  const [problem, setProblem] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let left = false;
    desk.client.get<{ ticket_id: string }>(`t/${encodeURIComponent(token)}`).then(
      ({ ticket_id: id }) => !left && go({ at: 'ticket', id }),
      (error: unknown) =>
        !left &&
        setProblem(error instanceof ApiError ? 'This link opens nothing, or nothing that you may see.' : 'The server cannot be reached.'),
    );
    return () => {
      left = true;
    };
  }, [desk, go, token, attempt]);
  return (
    <section className="middle" aria-label="Conversation">
      {problem ? (
        <Unavailable
          text={problem}
          onRetry={() => {
            setProblem(undefined);
            setAttempt(attempt + 1);
          }}
        />
      ) : (
        <Skeleton />
      )}
    </section>
  );
}
