import { randomUUID } from 'node:crypto';
import { fact } from '@frontdesk/contracts';
import { withTransaction } from '@frontdesk/postgres';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { User } from '../domain/people.ts';
import { AgentsStore } from './agents.store.ts';
import { ACCOUNT, Commands } from './commands.ts';
import type { SignedIn } from './session.guard.ts';
import { SessionsStore } from './sessions.store.ts';
import type { Voucher } from './sessions.store.ts';

/** People come and go, on record. */
@Injectable()
export class SignIns {
  constructor(
    private readonly db: DataSource,
    private readonly sessions: SessionsStore,
    private readonly agents: AgentsStore,
    private readonly commands: Commands,
  ) {}

  /** @returns the header that sets the session's cookie */
  async enter(user: User, voucher?: Voucher): Promise<string> {
    let cookie = '';
    await this.commands.record(
      { user, commandId: randomUUID(), name: 'sign-in' },
      [fact('SignedIn', { agentId: user.id, role: user.role, name: user.name }, { conversationId: ACCOUNT })],
      async (tx) => {
        if (voucher) await this.agents.know(tx, user, voucher.issuer);
        cookie = await this.sessions.start(tx, user.id, voucher);
      },
    );
    return cookie;
  }

  /** @returns the provider's ID token, if there was one */
  async leave({ user, session }: SignedIn): Promise<string | undefined> {
    const idToken = await this.sessions.idToken(session.id);
    await this.#end(user, session.id);
    return idToken;
  }

  /** They are out at the provider: that session, or, where it is not known here, all of the person's. @param personId by our reckoning */
  async expel(session: string | undefined, personId: string | undefined): Promise<void> {
    const named = session === undefined ? [] : await this.sessions.ofProvider(session);
    const all = named.length > 0 || personId === undefined ? named : await this.sessions.ofAgent(personId);
    for (const { id, agentId } of all) {
      const user = await this.agents.byId(agentId);
      if (user) await this.#end(user, id);
    }
  }

  async #end(user: User, sessionId: string): Promise<void> {
    await this.commands.record(
      { user, commandId: sessionId, name: 'sign-out' },
      [
        fact('SignedOut', { agentId: user.id }, { conversationId: ACCOUNT }),
        fact('PresenceChanged', { agentId: user.id, presence: 'off' }, { conversationId: ACCOUNT }),
      ],
      async (tx) => {
        await this.sessions.end(tx, sessionId);
        await this.agents.become(tx, user.id, 'off', false);
      },
    );
  }

  /** Who has no role any more is out at once, wherever they are signed in. */
  async dismiss(personId: string): Promise<void> {
    await withTransaction(this.db, async (tx) => {
      await this.agents.dismiss(tx, personId);
      await this.sessions.endAll(tx, personId);
    });
  }
}
