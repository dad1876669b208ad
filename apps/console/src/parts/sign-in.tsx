import { useState } from 'react';
import type { Client } from '../api/client.ts';
import type { Session, User } from '../api/types.ts';
import { signInWords } from '../domain/failure.ts';
import { AwayBanner } from './banners.tsx';
import { DemoSignIn } from './demo-sign-in.tsx';

interface Props {
  client: Client;
  session: Session;
  ended: boolean;
  away: boolean;
  onSignedIn: (user: User) => void;
}

/** The way in: at the organisation's own provider, or, beside the simulator, as one of the demo's people. */
export function SignIn({ client, session, ended, away, onSignedIn }: Props) {
  const [problem] = useState(takeProblem);
  const head = (
    <>
      <img src="/console/icon.svg" alt="" width="36" height="36" />
      <h1 id="sign-in-title">Frontdesk console</h1>
      {ended && (
        <p className="note" role="status">
          Your session has ended. Sign in to go on where you were.
        </p>
      )}
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
  return (
    <>
      {away && <AwayBanner />}
      <main className="sign-in">
        {session.oidc ? (
          <section className="card" aria-labelledby="sign-in-title">
            {head}
            <AtTheProvider />
          </section>
        ) : (
          <DemoSignIn client={client} demoUsers={session.demo_users} onSignedIn={onSignedIn}>
            {head}
          </DemoSignIn>
        )}
      </main>
    </>
  );
}

function AtTheProvider() {
  const [busy, setBusy] = useState(false);
  const leave = (): void => {
    setBusy(true);
    location.assign(`/console/api/oidc/sign-in?return_to=${encodeURIComponent(location.pathname)}`);
  };
  return (
    <button type="button" className="primary" disabled={busy} onClick={leave}>
      {busy ? 'Signing in…' : 'Sign in with your organisation'}
    </button>
  );
}

/** Why the last attempt did not succeed, as the way back told it; a reload forgets it. */
function takeProblem(): string | undefined {
  const code = new URLSearchParams(location.search).get('sign_in');
  if (code) history.replaceState(history.state, '', location.pathname);
  return code ? signInWords(code) : undefined;
}
