import { useCallback, useEffect, useState } from 'react';
import { Client } from './api/client.ts';
import type { Session } from './api/types.ts';
import { Console } from './console.tsx';
import { AwayBanner } from './parts/banners.tsx';
import { SignIn } from './parts/sign-in.tsx';

const client = new Client();
const retryMs = 2000;

/** Who is there: nobody yet, somebody who may sign in, or a person at their desk. */
export function App() {
  const [session, setSession] = useState<Session>();
  const [away, setAway] = useState(false);
  const [ended, setEnded] = useState(false);

  const restore = useCallback(async () => {
    try {
      setSession(await client.get<Session>('session'));
    } catch {
      setTimeout(() => void restore(), retryMs);
    }
  }, []);

  const signedOut = useCallback(() => {
    setEnded(true);
    setSession((before) => before && { ...before, user: null });
    void restore();
  }, [restore]);

  useEffect(() => {
    client.onNetwork = setAway;
    client.onSignedOut = signedOut;
    void restore();
  }, [restore, signedOut]);

  const signOut = async (): Promise<void> => {
    const left = await client.post<{ url: string | null }>('sign-out').catch(() => undefined);
    // the provider's own session ends there; it sends the person back here
    if (left?.url) return location.assign(left.url);
    setEnded(false);
    await restore();
  };

  if (!session) return <div className="first-load">{away ? <AwayBanner /> : <p className="quiet">Opening the console…</p>}</div>;
  if (!session.user) {
    return <SignIn client={client} session={session} ended={ended} away={away} onSignedIn={(user) => setSession({ ...session, user })} />;
  }
  return (
    <Console
      key={session.user.id}
      client={client}
      user={session.user}
      away={away}
      onSignedOut={signedOut}
      onSignOut={() => void signOut()}
    />
  );
}
