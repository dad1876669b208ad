import { useState } from 'react';
import type { FormEvent } from 'react';
import { ApiError } from '../api/client.ts';
import type { Client } from '../api/client.ts';
import type { DemoUser, User } from '../api/types.ts';
import { failureWords } from '../domain/failure.ts';
import { AwayBanner } from './banners.tsx';

interface Props {
  client: Client;
  demoUsers: DemoUser[];
  ended: boolean;
  away: boolean;
  onSignedIn: (user: User) => void;
}

export function SignIn({ client, demoUsers, ended, away, onSignedIn }: Props) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      onSignedIn((await client.post<{ user: User }>('sign-in', { email, password })).user);
    } catch (error) {
      setProblem(error instanceof ApiError ? failureWords(error.code, error.body) : 'The server cannot be reached.');
      setBusy(false);
    }
  };

  return (
    <>
      {away && <AwayBanner />}
      <main className="sign-in">
        <form className="card" onSubmit={(event) => void submit(event)} aria-labelledby="sign-in-title">
          <img src="/console/icon.svg" alt="" width="36" height="36" />
          <h1 id="sign-in-title">Frontdesk console</h1>
          {ended && (
            <p className="note" role="status">
              Your session has ended. Sign in to go on where you were.
            </p>
          )}
          <label>
            E-mail address
            <input type="email" name="email" autoComplete="username" required value={email} onChange={(event) => setEmail(event.target.value)} />
          </label>
          <label>
            Password
            <input
              type="password"
              name="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          </label>
          {problem && (
            <p className="problem" role="alert">
              {problem}
            </p>
          )}
          <button type="submit" className="primary" disabled={busy}>
            {busy ? 'Signing in…' : 'Sign in'}
          </button>
        </form>
        {demoUsers.length > 0 && (
          <section className="demo-users" aria-labelledby="demo-title">
            <h2 id="demo-title">Demo people</h2>
            <p className="quiet">They exist only beside the simulator; one click fills the form.</p>
            <ul>
              {demoUsers.map((user) => (
                <li key={user.email}>
                  <button
                    type="button"
                    onClick={() => {
                      setEmail(user.email);
                      setPassword('demo');
                    }}
                  >
                    <b>{user.name}</b>
                    <span>{user.role}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </main>
    </>
  );
}
