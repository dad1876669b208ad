import type { Standing } from './absence.ts';
import type { AvailableAgent } from './draft.ts';
import { mayServe, presenceNow } from './people.ts';
import type { Presence, User } from './people.ts';

/** Somebody who has signed in once, or may. */
export interface Member extends Omit<User, 'role'> {
  /** undefined: may not sign in any more; what they did keeps their name */
  readonly role: User['role'] | undefined;
  readonly presence: string;
  /** when they set it, ms; 0: they did not */
  readonly presenceAt: number;
  readonly seenAt: number;
  readonly caseLimit: number;
  /** the limit that a lead gave them; null: that of all */
  readonly ownLimit: number | null;
}

/** Somebody who may be handed a case, and whether they can take one now; full: they hold as many as they may. */
export interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly standing: Presence | 'full';
}

/** Who answers customers, as whoever leads them sees it. */
export interface Serving extends Colleague, Pick<Member, 'ownLimit'> {
  readonly held: number;
}

/** Cases that a person has, and those that they are invited to and may take yet. */
export interface Load {
  readonly held: number;
  readonly invited: number;
}

/** The people of the console. */
export class Staff {
  readonly #byId: ReadonlyMap<string, Member>;

  constructor(members: readonly Member[]) {
    this.#byId = new Map(members.map((one) => [one.id, one]));
  }

  /** Who may sign in. */
  get users(): User[] {
    return [...this.#byId.values()].flatMap(userOf);
  }

  nameOf(id: string): string {
    return this.#byId.get(id)?.name ?? id;
  }

  /** What somebody set of themselves. */
  standing(id: string): Standing {
    return this.#byId.get(id) ?? { presence: 'off', presenceAt: 0 };
  }

  /** Who may be offered a case now. An invitation takes nobody's place, but the next one is rather somebody else's. */
  available(loads: ReadonlyMap<string, Load>, now: number): AvailableAgent[] {
    return this.#serving(loads, now)
      .filter(({ standing }) => standing === 'available')
      .map(({ id, name, caseLimit, held, invited }) => ({ id, name, held: held + invited, seats: caseLimit - held - invited }));
  }

  colleagues(loads: ReadonlyMap<string, Load>, now: number): Colleague[] {
    return this.serving(loads, now).map(({ id, name, standing }) => ({ id, name, standing }));
  }

  serving(loads: ReadonlyMap<string, Load>, now: number): Serving[] {
    return this.#serving(loads, now)
      .map(({ id, name, standing, held, ownLimit }) => ({ id, name, standing, held, ownLimit }))
      .toSorted((a, b) => a.name.localeCompare(b.name));
  }

  mayServe(id: string): boolean {
    return this.users.some((one) => one.id === id && mayServe(one));
  }

  #serving(loads: ReadonlyMap<string, Load>, now: number): (Member & Load & Colleague)[] {
    return [...this.#byId.values()]
      .filter((one) => userOf(one).some(mayServe))
      .map((one) => {
        const load = loads.get(one.id) ?? { held: 0, invited: 0 };
        const presence = presenceNow(one.presence, one.seenAt, now);
        return { ...one, ...load, standing: presence === 'available' && load.held >= one.caseLimit ? 'full' : presence };
      });
  }
}

export const userOf = ({ id, name, email, role }: Member): User[] => (role ? [{ id, name, email, role }] : []);
