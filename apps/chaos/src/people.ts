import { setTimeout as pause } from 'node:timers/promises';
import { between, call, oneOf, seeded } from '@frontdesk/demo';
import type { Phone, Random, Seat, Ticket, World } from '@frontdesk/demo';
import { Mover, wish } from './mover.ts';
import type { Stand } from './stand.ts';

const questions = [
  'What is your returns policy?',
  'What are your opening hours?',
  'How long does delivery take?',
  'Where is my order FD-10234?',
] as const;
const proofs = ['FD-10234 2767', 'FD-10311 A1BB'] as const;
/** one black pixel */
const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==', 'base64');

/** @returns so many numbers in a row */
export const phonesFrom = (first: number, count: number): string[] => Array.from({ length: count }, (_, index) => `+${first + index}`);

/** From here on the console said "yours": `calls` is the number of the last Graph call that the twin had seen, `asked` how often the shop had been asked for each change. */
export interface Takeover {
  readonly conversationId: string;
  readonly ticketId: string;
  readonly calls: number;
  readonly asked: ReadonlyMap<string, number>;
}

export interface GraphCall {
  readonly seq: number;
  readonly sendId: string;
}

/** In letters: beside an order number digits may be a proof, which no transcript shows. */
export const tagOf = (count: number): string => `(k${[...String(count)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}k)`;

/** @returns the tag in it, or '' */
export const tagIn = (text: string): string => /\(k[a-j]+k\)/.exec(text)?.[0] ?? '';

/** Of what gateway gives with each part of a send, the send. */
export const sendIdOf = (callbackData = ''): string => callbackData.split(':', 1)[0]!;

/** Asks one thing or another while the rest comes to rest. */
export const bystander = '+15550209999';

/** Those who use the system while it is broken: they write, send, prove, ask for codes, have addresses changed, react, wait a little, write again; agents take over, answer, show, note, hand on, give back, resolve. */
export class People {
  readonly written = new Map<string, string>();
  readonly takeovers: Takeover[] = [];
  readonly calls: GraphCall[] = [];
  private readonly movers: ReadonlyMap<string, Mover>;
  private readonly tasks: Promise<void>[] = [];
  private writing = true;
  private serving = true;
  private count = 0;

  constructor(
    private readonly stand: Stand,
    private readonly seed: number,
    readonly phones: readonly string[],
  ) {
    this.movers = Mover.of(phones, stand.world, stand.system.url);
  }

  start(agents: readonly string[]): void {
    for (const [index, phone] of this.phones.entries()) this.tasks.push(this.customer(phone, seeded(this.seed * 1_000 + index)));
    for (const [index, email] of agents.entries()) this.tasks.push(this.agent(email, seeded(this.seed * 2_000 + index)));
    this.tasks.push(this.watch());
  }

  /** One more question, so that the number has statuses. */
  async writeOnce(): Promise<void> {
    await this.write(this.stand.world, bystander, questions[1]);
  }

  stopWriting(): void {
    this.writing = false;
  }

  async stop(): Promise<void> {
    this.writing = false;
    this.serving = false;
    await Promise.all(this.tasks);
  }

  private async customer(phone: string, random: Random): Promise<void> {
    await pause(between(random, 0, 2_000));
    while (this.writing) {
      await this.act(phone, random).catch(() => undefined);
      if (random() < 0.15) await this.write(this.stand.world, phone, oneOf(random, questions)).catch(() => undefined);
      await pause(between(random, 2_500, 5_500));
    }
  }

  private async act(phone: string, random: Random): Promise<void> {
    const { world } = this.stand;
    const chance = random();
    if (chance < 0.14) return this.write(world, phone, wish);
    if (chance < 0.22) return this.write(world, phone, 'This is what arrived', { type: 'image' });
    if (chance < 0.3) return this.write(world, phone, oneOf(random, proofs));
    if (chance < 0.34) return this.react(world.phone(phone), oneOf(random, ['👍', '👎', '❤️']));
    const mover = this.movers.get(phone);
    if (mover && chance > 0.35) return mover.move(random);
    if (chance < 0.37) return void (await world.phone(phone).write(oneOf(random, ['STOP', 'START']))); // a word more, and it were none
    return this.write(world, phone, oneOf(random, questions));
  }

  private async react(phone: Phone, emoji: string): Promise<void> {
    const last = (await phone.received()).at(-1);
    if (last) await phone.send({ type: 'reaction', emoji, message_id: last.wamid });
  }

  /** The tag makes it known again in the transcript. */
  private async write(world: World, phone: string, text: string, more: object = { type: 'text' }): Promise<void> {
    this.count += 1;
    const tag = tagOf(this.count);
    await world.phone(phone).send({ text: `${text} ${tag}`, ...more });
    this.written.set(tag, phone);
  }

  private async agent(email: string, random: Random): Promise<void> {
    let seat: Seat | undefined;
    for (let round = 0; this.serving; round += 1) {
      try {
        seat ??= await this.stand.system.seat(email);
        // again and again: a leap of the clock makes people away
        if (round % 8 === 0) await seat.present('available');
        const { queue, mine } = await seat.queue();
        const ticket = mine.find(({ yours }) => yours) ?? queue.find(({ state }) => state === 'waiting' || state === 'offered');
        if (ticket) await this.serve(seat, ticket, random);
      } catch {
        seat = undefined; // away, or taken by another: look again
      }
      await pause(between(random, 300, 1_200));
    }
  }

  private async serve(seat: Seat, ticket: Ticket, random: Random): Promise<void> {
    if (!ticket.yours) await seat.accept(ticket.id);
    for (let tries = 0; !(await seat.ticket(ticket.id)).yours; tries += 1) {
      if (tries === 1_000 || !this.serving) return;
      // closely: what the bot sends between the takeover and the look at the twin is judged by nobody
      await pause(20);
    }
    await this.look();
    const asked = new Map((await this.stand.world.shopChanges()).map((change) => [change.key, change.asked]));
    this.takeovers.push({ conversationId: ticket.conversation_id, ticketId: ticket.id, calls: this.calls.at(-1)?.seq ?? 0, asked });
    for (let replies = between(random, 0, 2); replies > 0; replies -= 1) {
      const file = random() < 0.3 ? await seat.attach(ticket.id, 'label.png', picture) : undefined;
      await seat.reply(ticket.id, `A person's answer, number ${replies}.`, file?.id);
    }
    if (random() < 0.2) await seat.askProof(ticket.id);
    if (random() < 0.2) await seat.note(ticket.conversation_id, 'They have written before.');
    await pause(between(random, 100, 1_500));
    const chance = random();
    await (chance < 0.15 ? seat.handOn(ticket.id) : chance < 0.65 ? seat.handBack(ticket.id) : seat.resolve(ticket.id));
  }

  private async watch(): Promise<void> {
    while (this.serving) {
      await this.look().catch(() => undefined);
      await pause(500);
    }
    await this.look();
  }

  /** The twin keeps the last few thousand calls: they are fetched as they come. */
  private async look(): Promise<void> {
    const { data } = await call<{ seq: number; body?: { biz_opaque_callback_data?: string } }[]>(
      `${this.stand.world.url}/_sim/calls?after=${this.calls.at(-1)?.seq ?? 0}`,
    );
    const last = this.calls.at(-1)?.seq ?? 0;
    for (const { seq, body } of data) if (seq > last) this.calls.push({ seq, sendId: sendIdOf(body?.biz_opaque_callback_data) });
  }
}
