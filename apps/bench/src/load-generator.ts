import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { inboundOf, numberIds, statusOf } from './meta-shapes.ts';
import { WebhookClient } from './webhook-client.ts';
import type { RunOrder, RunResult } from './load-protocol.ts';

const UNANSWERED_MS = 60_000;
/** after the answer to a send: Meta says sent, delivered, read */
const STATUS_MS = [20, 40, 60] as const;
const STATUSES = ['sent', 'delivered', 'read'] as const;

interface Waiting {
  readonly at: number;
  readonly hot: boolean;
  replied: boolean;
}

/**
 * Meta and the shop, and the people behind them: signs webhooks, takes Graph calls, posts the statuses of what it took. One message of a person
 * is under way at a time, except in a hot conversation.
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
  private hotWaiting: (() => void) | undefined;

  async listen(): Promise<string> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => this.answer(request, Buffer.concat(chunks), response));
    });
    server.keepAliveTimeout = 65_000;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async run(order: RunOrder): Promise<RunResult> {
    this.order = order;
    this.client ??= new WebhookClient(order.webhookUrl);
    this.client.to(order.webhookUrl);
    Object.assign(this.seen, { offered: 0, completed: 0, inTime: 0, unanswered: 0, ackErrors: 0, surplus: 0 });
    [this.ackMs, this.replyMs, this.afterBurstMs] = [[], [], []];
    this.waiting.clear();
    this.free = Array.from({ length: order.customers }, (_, index) => index);
    this.startedAt = performance.now();
    this.deadline = order.seconds === undefined ? Infinity : this.startedAt + order.seconds * 1000;
    const hot = order.hot ? this.hotConversation(order.hot) : Promise.resolve(0);
    await (order.rate === undefined ? this.asFastAsItGoes(order) : this.atRate(order, order.rate));
    const hotSeconds = await hot;
    await this.drain();
    const seconds = (performance.now() - this.startedAt) / 1000;
    const { offered, completed, inTime, unanswered, ackErrors, surplus } = this.seen;
    return {
      offered,
      completed,
      completedInTime: inTime,
      unanswered,
      ackErrors,
      surplus,
      seconds,
      ackMs: this.ackMs,
      replyMs: this.replyMs,
      afterBurstMs: this.afterBurstMs,
      hotSeconds,
      customersUsed: Math.min(order.customers, offered),
    };
  }

  private async asFastAsItGoes({ window, count = Infinity }: RunOrder): Promise<void> {
    let under = 0;
    while (performance.now() < this.deadline && this.seen.offered < count) {
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
  }

  /** An open loop: who is late doesn't slow down who comes. */
  private async atRate(order: RunOrder, rate: number): Promise<void> {
    const seconds = order.seconds ?? 10;
    let due = 0;
    while (performance.now() < this.deadline) {
      await pause(5);
      const at = (performance.now() - this.startedAt) / 1000;
      due = rate * at + (order.burst ? 9 * rate * Math.min(10, Math.max(0, at - seconds / 4)) : 0);
      while (this.seen.offered < due) {
        const person = this.free.shift();
        if (person === undefined) break;
        void this.write(person);
      }
      this.dropLost();
    }
  }

  /** One person who writes as soon as the last question is answered, while everybody else goes on. */
  private async hotConversation(count: number): Promise<number> {
    const from = performance.now();
    for (let index = 0; index < count; index += 1) {
      const phone = '15559999999';
      this.waiting.set(phone, { at: performance.now(), hot: true, replied: false });
      const answered = new Promise<void>((resolve) => {
        this.hotWaiting = resolve;
      });
      await this.client!.post(inboundOf(phone, numberIds[0]!, `hot ${index}`, index));
      await Promise.race([answered, pause(2_000)]);
      if (performance.now() > this.deadline) break;
    }
    this.waiting.delete('15559999999');
    return (performance.now() - from) / 1000;
  }

  private async drain(): Promise<void> {
    const until = performance.now() + UNANSWERED_MS;
    while (this.waiting.size > 0 && performance.now() < until) {
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
    const before = performance.now() - UNANSWERED_MS;
    for (const [phone, { at, hot }] of this.waiting) {
      if (at > before) break;
      this.waiting.delete(phone);
      if (!hot) this.seen.unanswered += 1;
    }
  }

  private async write(person: number): Promise<void> {
    const phone = phoneOf(person);
    const at = performance.now();
    this.seen.offered += 1;
    this.waiting.set(phone, { at, hot: false, replied: false });
    const status = await this.client!.post(
      inboundOf(phone, numberIds[person % numberIds.length]!, `${this.seen.offered}`, this.seen.offered),
    );
    this.ackMs.push(performance.now() - at);
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
    if (!waiting || waiting.replied) this.seen.surplus += 1;
    else {
      const now = performance.now();
      waiting.replied = true;
      if (!waiting.hot) {
        this.replyMs.push(now - waiting.at);
        const { burst, seconds = 0 } = this.order!;
        if (burst && waiting.at > this.startedAt + (seconds / 4 + 20) * 1000) this.afterBurstMs.push(now - waiting.at);
        this.places.shift()?.();
      }
    }
    void this.statuses(phone, wamid, numberId, callback, waiting);
  }

  private async statuses(phone: string, wamid: string, numberId: string, callback: string, waiting: Waiting | undefined): Promise<void> {
    const from = performance.now();
    for (const [index, status] of STATUSES.entries()) {
      await pause(Math.max(0, from + STATUS_MS[index]! - performance.now()));
      if ((await this.client!.post(statusOf(phone, numberId, wamid, status, callback))) !== 200) this.seen.ackErrors += 1;
    }
    if (!waiting || this.waiting.get(phone) !== waiting) return;
    if (waiting.hot) return this.hotWaiting?.();
    this.waiting.delete(phone);
    this.free.push(personOf(phone));
    this.seen.completed += 1;
    if (performance.now() < this.deadline) this.seen.inTime += 1;
  }
}

const phoneOf = (person: number): string => `1555${String(1_000_000 + person)}`;
const personOf = (phone: string): number => Number(phone.slice(4)) - 1_000_000;
