import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { ApiError } from '../api/client.ts';
import type { Client } from '../api/client.ts';
import type { DemoUser, User } from '../api/types.ts';
import { failureWords } from '../domain/failure.ts';

interface Props {
  client: Client;
  demoUsers: DemoUser[];
  onSignedIn: (user: User) => void;
  /** what stands above the form */
  children: ReactNode;
}

/** With a password, which only the demo's people have. */
export function DemoSignIn({ client, demoUsers, onSignedIn, children }: Props) {
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
      <form className="card" onSubmit={(event) => void submit(event)} aria-labelledby="sign-in-title">
        {children}
        <label>
          E-mail address
          <input
            type="email"
            name="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
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
    </>
  );
}
