import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { inboundOf, numberIds, statusOf } from './meta-shapes.ts';
import { WebhookClient } from './webhook-client.ts';
import type { Hot, RunOrder, RunResult } from './load-protocol.ts';
import { afterBurst, dueAt, messagesOf } from './offer.ts';

const UNANSWERED_MS = 60_000;
/** after the answer to a send: Meta says sent, delivered, read */
const STATUS_MS = [20, 40, 60] as const;
const STATUSES = ['sent', 'delivered', 'read'] as const;

/** who writes many messages in a row */
const HOT_PHONE = '15559999999';

interface Waiting {
  /** what its reply is late by counts from here, however long nobody was free to write it */
  readonly dueAt: number;
  readonly postedAt: number;
  replied: boolean;
}

/**
 * Meta and the shop, and the people behind them: signs webhooks, takes Graph calls, posts the statuses of what it took. One message of a person
 * is under way at a time, except in a hot conversation.
 * @param now monotonic, ms
 */
export class LoadGenerator {
  private order: RunOrder | undefined;
  private readonly waiting = new Map<string, Waiting>();
  private free: number[] = [];
  private places: (() => void)[] = [];
  private client: WebhookClient | undefined;
  private nextWamid = 0;
  private startedAt = 0;
  private deadline = Infinity;
  private readonly seen = { offered: 0, completed: 0, inTime: 0, unanswered: 0, ackErrors: 0, surplus: 0 };
  private ackMs: number[] = [];
  private replyMs: number[] = [];
  private afterBurstMs: number[] = [];
  private hotAnswered = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  async listen(): Promise<{ graphUrl: string; close(): void }> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => this.answer(request, Buffer.concat(chunks), response));
    });
    server.keepAliveTimeout = 65_000;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const close = () => {
      server.close();
      server.closeAllConnections();
      this.client?.close();
    };
    return { graphUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
  }

  async run(order: RunOrder): Promise<RunResult> {
    this.order = order;
    this.client ??= new WebhookClient(order.webhookUrl);
    this.client.to(order.webhookUrl);
    Object.assign(this.seen, { offered: 0, completed: 0, inTime: 0, unanswered: 0, ackErrors: 0, surplus: 0 });
    [this.ackMs, this.replyMs, this.afterBurstMs] = [[], [], []];
    this.waiting.clear();
    this.free = Array.from({ length: order.customers }, (_, index) => index);
    this.startedAt = this.now();
    this.deadline = order.seconds === undefined ? Infinity : this.startedAt + order.seconds * 1000;
    this.hotAnswered = 0;
    const hot = this.hotConversation(order);
    const notOffered = order.rate === undefined ? await this.asFastAsItGoes(order) : await this.atRate(order, order.rate);
    const wroteInARow = await hot;
    await this.drain();
    const { inTime, ...seen } = this.seen;
    return {
      ...seen,
      notOffered,
      completedInTime: inTime,
      seconds: (this.now() - this.startedAt) / 1000,
      ackMs: this.ackMs,
      replyMs: this.replyMs,
      afterBurstMs: this.afterBurstMs,
      hot: { ...wroteInARow, answered: this.hotAnswered },
    };
  }

  private async asFastAsItGoes({ window, count = Infinity }: RunOrder): Promise<0> {
    let under = 0;
    while (this.now() < this.deadline && this.seen.offered < count) {
      const person = under < window ? this.free.shift() : undefined;
      if (person === undefined) {
        await Promise.race([new Promise<void>((resolve) => this.places.push(resolve)), pause(100)]);
        this.dropLost();
        under = this.underWay();
        continue;
      }
      under += 1;
      void this.write(person);
    }
    return 0;
  }

  /**
   * An open loop: who is late doesn't slow down who comes. What is due while nobody is free is written as soon as somebody is, and has waited by then.
   * @returns how many messages were never written
   */
  private async atRate({ seconds = 10, burst = false }: RunOrder, rate: number): Promise<number> {
    const offer = { rate, seconds, burst };
    const all = messagesOf(offer);
    for (;;) {
      const at = Math.min(this.now(), this.deadline);
      for (;;) {
        const due = this.startedAt + dueAt(offer, this.seen.offered) * 1000;
        const person = this.seen.offered < all && due <= at ? this.free.shift() : undefined;
        if (person === undefined) break;
        void this.write(person, due);
      }
      this.dropLost();
      if (at >= this.deadline) return all - this.seen.offered;
      await pause(5);
    }
  }

  /** One person who writes in a row, whatever is answered, spread over the time of the run, while everybody else goes on. */
  private async hotConversation({ hot = 0, seconds = 10 }: RunOrder): Promise<Omit<Hot, 'answered'>> {
    const posts: Promise<number>[] = [];
    for (let index = 0; index < hot; index += 1) {
      await pause(Math.max(0, this.startedAt + (index / hot) * seconds * 1000 - this.now()));
      posts.push(this.client!.post(inboundOf(HOT_PHONE, numberIds[0]!, `hot ${index}`, index)));
    }
    const acknowledged = (await Promise.all(posts)).filter((status) => status === 200).length;
    return { written: posts.length, acknowledged, seconds: (this.now() - this.startedAt) / 1000 };
  }

  private async drain(): Promise<void> {
    const until = this.now() + UNANSWERED_MS;
    while (this.waiting.size > 0 && this.now() < until) {
      await pause(20);
      this.dropLost();
    }
    this.seen.unanswered += this.waiting.size;
    this.waiting.clear();
  }

  private underWay(): number {
    let under = 0;
    for (const { replied } of this.waiting.values()) if (!replied) under += 1;
    return under;
  }

  private dropLost(): void {
    const before = this.now() - UNANSWERED_MS;
    for (const [phone, { postedAt }] of this.waiting) {
      if (postedAt > before) break;
      this.waiting.delete(phone);
      this.seen.unanswered += 1;
    }
  }

  private async write(person: number, due?: number): Promise<void> {
    const phone = phoneOf(person);
    const postedAt = this.now();
    this.seen.offered += 1;
    this.waiting.set(phone, { dueAt: due ?? postedAt, postedAt, replied: false });
    const status = await this.client!.post(
      inboundOf(phone, numberIds[person % numberIds.length]!, `${this.seen.offered}`, this.seen.offered),
    );
    this.ackMs.push(this.now() - postedAt);
    if (status === 200) return;
    this.seen.ackErrors += 1;
    this.waiting.delete(phone);
    this.free.push(person);
  }

  private answer(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const url = request.url ?? '';
    const json = (value: object, code = 200) => response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (url.includes('message_templates')) return void json({ data: [] });
    if (!url.endsWith('/messages')) return void json({ error: 'not_found' }, 404);
    const call = JSON.parse(body.toString('utf8')) as { to?: string; status?: string; biz_opaque_callback_data?: string };
    if (call.status === 'read') return void json({ success: true });
    const phone = String(call.to).replace(/\D/g, '');
    this.nextWamid += 1;
    const wamid = `wamid.BENCH${process.pid}x${this.nextWamid}`;
    json({ messaging_product: 'whatsapp', contacts: [{ input: call.to, wa_id: phone }], messages: [{ id: wamid }] });
    this.replied(phone, wamid, url.split('/').at(-2)!, call.biz_opaque_callback_data ?? '');
  }

  private replied(phone: string, wamid: string, numberId: string, callback: string): void {
    const waiting = this.waiting.get(phone);
    if (phone === HOT_PHONE) this.hotAnswered += 1;
    else if (!waiting || waiting.replied) this.seen.surplus += 1;
    else {
      const lateMs = this.now() - waiting.dueAt;
      waiting.replied = true;
      this.replyMs.push(lateMs);
      const { burst, seconds = 0 } = this.order!;
      if (burst && waiting.dueAt >= this.startedAt + afterBurst(seconds) * 1000) this.afterBurstMs.push(lateMs);
      this.places.shift()?.();
    }
    void this.statuses(phone, wamid, numberId, callback, waiting);
  }

  private async statuses(phone: string, wamid: string, numberId: string, callback: string, waiting: Waiting | undefined): Promise<void> {
    const from = this.now();
    for (const [index, status] of STATUSES.entries()) {
      await pause(Math.max(0, from + STATUS_MS[index]! - this.now()));
      if ((await this.client!.post(statusOf(phone, numberId, wamid, status, callback))) !== 200) this.seen.ackErrors += 1;
    }
    if (!waiting || this.waiting.get(phone) !== waiting) return;
    this.waiting.delete(phone);
    this.free.push(personOf(phone));
    this.seen.completed += 1;
    if (this.now() < this.deadline) this.seen.inTime += 1;
  }
}

const phoneOf = (person: number): string => `1555${String(1_000_000 + person)}`;
const personOf = (phone: string): number => Number(phone.slice(4)) - 1_000_000;
