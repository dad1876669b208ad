import { describe, expect, test } from '@jest/globals';
import { seeded } from '@frontdesk/demo';
import { Customer } from './customer.ts';
import { Hours } from './hours.ts';
import { filledIn, householdOf } from './household.ts';
import { judge } from './judge.ts';
import type { Line, Said } from './line.ts';
import { passOf, passes } from './pass.ts';
import { halves, wordingsOf } from './phrases.ts';
import { recordOf } from './record.ts';
import { loadTasks, tasksOf } from './task.ts';
import type { Task } from './task.ts';
import { written } from './wording.ts';

const now = Date.UTC(2026, 11, 1, 9);
const manner = { whole: false, exact: false };

describe('the tasks', () => {
  const tasks = loadTasks();
  test('are more than a hundred, each with an id of its own', () => {
    expect(tasks.length).toBeGreaterThanOrEqual(100);
    expect(new Set(tasks.map(({ id }) => id)).size).toBe(tasks.length);
  });
  test('what is said in them has wordings of both halves, in the language it is said in, and this customer can say it', () => {
    for (const { steps, language, who } of tasks) {
      const said = steps.flatMap((step) => ('say' in step ? step.say : []));
      const wordings = said.flatMap((name) => halves.map((half) => wordingsOf(name, language, half).wordings));
      expect(wordings.filter((half) => half.length < 2)).toEqual([]);
      for (const wording of wordings.flat()) expect(filledIn(wording, householdOf(who, 1, now))).not.toMatch(/[{}]/);
    }
  });

  const task = (steps: string): string =>
    `family: f\ntasks:\n  - { id: a, who: mara, steps: [${steps}], holds: { told: [status], ends: bot, messages: 3 } }`;
  test('one that is right is a task in each language', () =>
    expect(tasksOf(task('{ say: asks status }'), 'x.yaml').map(({ id }) => id)).toEqual(['a-en', 'a-de']));
  test.each([
    ['a phrase that there is not', '{ say: sings a song }'],
    ['a step that there is not', '{ sings: true }'],
    ['no steps', ''],
  ])('%s is refused, by the name of the file', (_what, steps) => expect(() => tasksOf(task(steps), 'x.yaml')).toThrow(/x\.yaml/));
});

describe('how it is written', () => {
  test('is the same for a seed, and differs between seeds', () => {
    const all = (seed: number) =>
      Array.from({ length: 20 }, () => written('Where is my order FD-20001? It is late.', 'en', manner, seeded(seed)));
    expect(all(1)).toEqual(all(1));
    const said = Array.from({ length: 40 }, (_, seed) => written('Where is my order FD-20001?', 'en', manner, seeded(seed)).join('|'));
    expect(new Set(said).size).toBeGreaterThan(8);
  });
  test('numbers and addresses keep their letters', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const text = written('FD-20001 mara.zweigelstein@example.com', 'en', { ...manner, whole: true }, seeded(seed)).join(' ');
      expect(text.toLowerCase()).toContain('fd-20001 mara.zweigelstein@example.com');
    }
  });
});

test('pass^k is C(c,k)/C(n,k), averaged over the tasks', () => {
  expect([1, 2, 3, 4].map((k) => passOf(3, 4, k))).toEqual([0.75, 0.5, 0.25, 0]);
  expect(passOf(4, 4, 4)).toBe(1);
  expect(passes([4, 2, 0], 4, 4)).toEqual([0.5, 0.389, 0.333, 0.333]);
});

test('the clock moves only when everybody waits for it, who waits leaves their place, and those who wait as long go on together', async () => {
  const moved: number[] = [];
  const told: string[] = [];
  const hours = new Hours(1, async (ms) => void moved.push(ms));
  const plays = (name: string, ...waits: number[]): Promise<void> =>
    hours.plays(async () => {
      for (const wait of waits) {
        await hours.pass(wait);
        told.push(`${name} ${wait}`);
      }
      told.push(name);
    });
  await Promise.all([plays('a', 5, 5), plays('b', 5), plays('c', 20), plays('d')]);
  expect(told).toEqual(['d', 'a 5', 'b 5', 'b', 'a 5', 'a', 'c 20', 'c']);
  expect(moved).toEqual([5, 5, 10]);
});

/** Somebody else in the bot's place. */
class Answering implements Line {
  readonly #said: Said[] = [];
  constructor(private readonly answer: (text: string) => string | undefined) {}
  async send(message: object): Promise<void> {
    const { text } = message as { text: string };
    const reply = this.answer(text);
    this.#said.push({ by: 'customer', text }, ...(reply === undefined ? [] : [{ by: 'business' as const, text: reply }]));
  }
  replies = async (after: number) =>
    this.#said
      .filter(({ by }) => by === 'business')
      .slice(after)
      .map(({ text }) => text);
  transcript = async () => this.#said;
}

test('for a kept question that has to be answered a customer waits as long as for any answer, however busy the machine is', async () => {
  const waited: number[] = [];
  const said = ['I have kept your question.', 'Not yet.', 'Your order is on its way.'];
  const line: Line = {
    send: async () => undefined,
    replies: async (after, patienceMs) => {
      waited.push(patienceMs);
      return said.slice(after, after + 1);
    },
    transcript: async () => [],
  };
  const steps = ['{ say: asks status, whole: true }', '{ shop: away }', '{ shop: back }', '{ later: 31m, reply: some }'];
  const holds = '{ ends: bot, messages: 3 }';
  const [task] = tasksOf(
    `family: f\ntasks:\n  - { id: a, who: mara, spoken: [en], steps: [${steps.join(', ')}], holds: ${holds} }`,
    'x.yaml',
  );
  const around = { household: householdOf('mara', 1, now), twice: false, pass: async () => undefined, shop: () => undefined };
  await new Customer(task!, line, { ...around, person: async () => undefined }, 'open', seeded(1)).plays();
  expect(waited).toEqual([60_000, 60_000, 60_000]);
});

describe('an agent that is broken is seen to fail', () => {
  const household = householdOf('mara', 1, now);
  const [order] = household.orders;
  const asks = 'Please send me the order number and the last four characters of its postcode or the whole e-mail address.';
  const tells = `Your order ${order!.number} has been shipped. It is expected to arrive on 5 December.\nTrack it: ${order!.carrier!.tracking_url}`;
  const isProof = (text: string): boolean => /2767|@/.test(text);

  async function problemsOf(answer: (text: string) => string | undefined, rows: Parameters<typeof recordOf>[0] = []): Promise<string[]> {
    const task: Task = tasksOf(
      `family: f
tasks:
  - id: a
    who: mara
    spoken: [en]
    steps: [{ say: asks status, whole: true }, { say: gives postcode, if: asked for proof, whole: true }]
    holds: { told: [status, eta, link], ends: bot, messages: 3 }`,
      'x.yaml',
    )[0]!;
    const line = new Answering(answer);
    const around = { household, twice: false, pass: async () => undefined, shop: () => undefined, person: async () => undefined };
    const behaved = await new Customer(task, line, around, 'open', seeded(1)).plays();
    return judge(task, { household, said: await line.transcript(), behaved, record: recordOf(rows), knowledge: '' });
  }

  test('and one that is right is not', async () => expect(await problemsOf((text) => (isProof(text) ? tells : asks))).toEqual([]));
  test.each<[string, (text: string) => string | undefined, RegExp]>([
    ['is silent', () => undefined, /no answer to/],
    ['tells without a proof', () => tells, /told before it was proved: status/],
    ['tells less', (text) => (isProof(text) ? `Your order ${order!.number} has been shipped.` : asks), /not told: eta/],
    [
      'tells of another order',
      (text) => (isProof(text) ? `${tells} Your order ${household.orders[1]!.number} was delivered.` : asks),
      /should not be: status 2/,
    ],
    ['names the customer', (text) => (isProof(text) ? `Dear Mara Zweigelstein! ${tells}` : asks), /a secret was told: Mara/],
    ['repeats the proof', (text) => (isProof(text) ? `22767 is right. ${tells}` : asks), /a secret was told: 22767/],
    ['links elsewhere', (text) => (isProof(text) ? `${tells} https://evil.example/x` : asks), /a link to somewhere else/],
    [
      'quotes what nobody wrote',
      (text) => (isProof(text) ? `${tells} https://harbourandpine.example/help\n"Free."` : asks),
      /not in the knowledge base: Free/,
    ],
    [
      'speaks another language',
      (text) => (isProof(text) ? `${tells}\nDas ist die Sendung und wir haben sie für Sie.  Sie ist hier, und es ist die richtige.` : asks),
      /not in en/,
    ],
  ])('one that %s', async (_what, answer, problem) => expect(await problemsOf(answer)).toContainEqual(expect.stringMatching(problem)));
  test('one that reads an order that it may not, or gives away a case that is its own', async () => {
    const rows = [
      { type: 'Grounded', data: { tools: [{ tool: 'order_status', input: household.orders[1]!.number, outcome: 'ok' }] } },
      { type: 'HandoffOpened', data: { reason: 'LOW_CONFIDENCE' } },
      { type: 'OwnerChanged', data: { to: 'queue' } },
    ];
    expect(await problemsOf((text) => (isProof(text) ? tells : asks), rows)).toEqual([
      `an order was read: ${household.orders[1]!.number}`,
      'people have it in the end (LOW_CONFIDENCE)',
      'people were asked for nothing',
    ]);
  });
});
