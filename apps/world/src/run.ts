import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { System, call, nextTuesdayMorning, oneOf, seeded } from '@frontdesk/demo';
import type { Random } from '@frontdesk/demo';
import { Counter } from './counter.ts';
import { Customer } from './customer.ts';
import type { Around } from './customer.ts';
import { Hours } from './hours.ts';
import { householdOf } from './household.ts';
import { judge } from './judge.ts';
import { WhatsApp, sendIdOf } from './line.ts';
import type { Said } from './line.ts';
import type { Half } from './phrases.ts';
import { Records } from './record.ts';
import { Shop } from './shop.ts';
import type { Weather } from './shop.ts';
import type { Task } from './task.ts';

export interface Trial {
  readonly task: Task;
  readonly half: Half;
  readonly trial: number;
}

export interface Result extends Trial {
  /** what did not hold */
  readonly problems: readonly string[];
  readonly said: readonly Said[];
  /** what the world around was like */
  readonly around: string;
  readonly saidAgain: number;
}

export interface Run {
  readonly trials: readonly Trial[];
  readonly seed: number;
  /** trials side by side */
  readonly atOnce?: number;
  readonly signal?: AbortSignal;
  readonly each?: (result: Result) => void;
}

const knowledge = (): string => {
  const folder = join(import.meta.dirname, '../../../services/rag-tools/knowledge');
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
};

/** Plays trials on a Frontdesk of their own, with the world's shop behind it. */
export async function run({ trials, seed, atOnce = 24, signal, each }: Run): Promise<Result[]> {
  const shop = await Shop.open();
  const env = { COMMERCE_URL: shop.url, CASE_LIMIT: '100', LOG_LEVEL: 'warn' };
  const system = await System.start({ bus: 'embedded', env, ...(signal ? { signal } : {}) }).catch((error: unknown) => {
    shop.close();
    throw error;
  });
  const records = new Records(system);
  try {
    await system.world.setClock(nextTuesdayMorning(await system.world.now()));
    return await new Played(system, shop, records, seed, atOnce).all(trials, each);
  } finally {
    await records.close();
    await system.stop();
    shop.close();
  }
}

class Played {
  readonly #knowledge = knowledge();
  readonly #hours: Hours;
  readonly #counter: Counter;

  constructor(
    private readonly system: System,
    private readonly shop: Shop,
    private readonly records: Records,
    private readonly seed: number,
    atOnce: number,
  ) {
    this.#hours = new Hours(atOnce, (ms) => system.world.advance(ms));
    this.#counter = new Counter(system);
  }

  async all(trials: readonly Trial[], each?: (result: Result) => void): Promise<Result[]> {
    // those for whom days pass come last: until then no session ends and no window closes for anybody
    const inOrder = trials.toSorted((a, b) => passes(a.task) - passes(b.task));
    return Promise.all(
      inOrder.map(async (trial, index) => {
        const result = await this.#hours.plays(() => this.#one(trial, index));
        each?.(result);
        return result;
      }),
    );
  }

  async #one(trial: Trial, index: number): Promise<Result> {
    const { task, half } = trial;
    const random = seeded(hashOf(`${this.seed} ${task.id} ${half} ${trial.trial}`));
    const household = householdOf(task.who, index, await this.system.world.now());
    const line = new WhatsApp(this.system.url, household.phone, (sendId, wrote) => this.records.settled(sendId, wrote));
    if (household.hidesPhone) await call(`${this.system.url}/_sim/customers`, { body: { phone: household.phone, hidden_phone: true } });
    const { name, weather, twice } = aroundOf(task, random);
    const today = this.shop.welcome(household, weather);
    const around: Around = {
      household,
      twice,
      pass: (ms) => this.#hours.pass(ms),
      shop: (is) => void (today.away = is === 'away'),
      person: async (does) => {
        const { handoffs } = await this.records.of(sendIdOf(await line.bubbles()));
        await this.#counter.does(does, handoffs.at(-1)?.ticketId ?? '');
      },
    };
    try {
      const behaved = await new Customer(task, line, around, half, random).plays();
      const bubbles = await line.bubbles();
      const record = await this.records.of(sendIdOf(bubbles));
      const said = await line.transcript();
      const problems = judge(task, { household, said, behaved, record, knowledge: this.#knowledge });
      return { ...trial, problems, said, around: name, saidAgain: behaved.saidAgain };
    } catch (error) {
      const problems = [`not played to the end: ${error instanceof Error ? error.message : String(error)}`];
      return { ...trial, problems, said: await line.transcript(), around: name, saidAgain: 0 };
    }
  }
}

const hours: Readonly<Record<string, number>> = { m: 1 / 60, h: 1, d: 24 };
const passes = ({ steps }: Task): number =>
  steps.reduce((sum, step) => sum + ('later' in step ? Number(step.later.slice(0, -1)) * hours[step.later.at(-1)!]! : 0), 0);

/** Where the task says itself what the shop does, nothing else happens to it. */
function aroundOf({ steps }: Task, random: Random): { readonly name: string; readonly weather: Weather; readonly twice: boolean } {
  const name = oneOf(random, ['calm', 'calm', 'the shop is slow', 'the shop times out once', 'webhooks come twice']);
  const calm = steps.some((step) => 'shop' in step);
  return {
    name: calm ? 'as the task says' : name,
    weather: {
      slowBy: !calm && name === 'the shop is slow' ? 700 : 0,
      timeouts: !calm && name === 'the shop times out once' ? 1 : 0,
      away: false,
    },
    twice: !calm && name === 'webhooks come twice',
  };
}

/** FNV-1a: a seed for each trial that the others' number and order don't change. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193) >>> 0;
  return hash;
}
