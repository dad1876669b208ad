import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Batch, Bus, LogRecord } from '@frontdesk/bus';
import { Lanes } from '@frontdesk/bus';
import type { Topic } from '@frontdesk/contracts';
import type { Pool } from 'pg';
import { outputsOf } from './floor-plan.ts';
import type { FloorOrder, Output, Stage } from './floor-plan.ts';

const agent = new Agent({ keepAlive: true });

/** One service of the floor: one commit for a batch, one append, one mark; no logic. Only what is sent has commits of its own, as the fence wants. */
export class FloorService {
  private readonly lanes = new Lanes(32, 512);
  private readonly table: string;

  constructor(private readonly name: string, private readonly bus: Bus, private readonly pool: Pool, private readonly order: FloorOrder) {
    this.table = `floor."${name}"`;
  }

  async start(reads: readonly Topic[]): Promise<void> {
    await this.bus.consume({ group: this.name, topics: reads, onBatch: (batch) => this.take(batch) });
  }

  /** A webhook: on the log before it is answered. */
  accept(body: Buffer): Promise<void> {
    const { metadata, messages, statuses } = (JSON.parse(body.toString('utf8')) as Webhook).entry[0]!.changes[0]!.value;
    const phone = messages?.[0]?.from ?? statuses![0]!.recipient_id;
    return this.bus.append([this.record(`${metadata.phone_number_id} ${phone}`, { topic: 'channel.webhook.v1', stage: messages ? 'in' : 'status' })]);
  }

  private async take(batch: Batch): Promise<void> {
    const read = batch.records.map(({ key, headers, value }) => ({ id: headers['id']!, key, stage: headers['stage'] as Stage, value }));
    const sends = this.name === 'gateway' ? read.filter(({ stage }) => stage === 'dispatch') : [];
    const made = read.map(({ key, stage }) => (this.name === 'gateway' && stage === 'dispatch' ? [] : outputsOf(this.name, stage, this.order.shape).map((output) => this.record(key, output))));
    // what a service keeps of a message: what it wrote, and where it writes nothing what it read
    const kept = made.map((records, index) => Buffer.concat(records.length > 0 ? records.map(({ value }) => value) : [read[index]!.value]));
    await this.keep(read.map(({ id }) => id), read.map(({ key }) => key), kept);
    const records = made.flat();
    if (records.length > 0) {
      await this.bus.append(records);
      await this.mark(read.map(({ id }) => id));
    }
    for (const send of sends) await this.lanes.push(send.key, () => this.send(send).catch(() => undefined));
  }

  /** Read receipt, then the text: mark, call, settle, twice; what the call came to goes to the log. */
  private async send({ id, key }: { id: string; key: string }): Promise<void> {
    const [number, phone] = key.split(' ') as [string, string];
    await this.mark([id]);
    await this.call(number, { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.FLOOR', typing_indicator: { type: 'text' } });
    await this.mark([id]);
    await this.mark([id]);
    await this.call(number, { messaging_product: 'whatsapp', to: `+${phone}`, type: 'text', text: { body: 'x'.repeat(300) }, biz_opaque_callback_data: id });
    const records = outputsOf(this.name, 'dispatch', this.order.shape).map((output) => this.record(key, output));
    const settled = randomUUID();
    await this.keep([settled], [key], [records[0]!.value as Buffer]);
    await this.bus.append(records);
    await this.mark([settled]);
  }

  private async keep(ids: string[], keys: string[], payloads: Buffer[]): Promise<void> {
    await this.pool.query({
      name: `keep ${this.name}`, values: [ids, keys, payloads],
      text: `INSERT INTO ${this.table} (id, key, payload) SELECT * FROM unnest($1::uuid[], $2::text[], $3::bytea[]) ON CONFLICT DO NOTHING`,
    });
  }

  private async mark(ids: string[]): Promise<void> {
    await this.pool.query({ name: `mark ${this.name}`, text: `UPDATE ${this.table} SET marks = marks + 1 WHERE id = ANY($1)`, values: [ids] });
  }

  private record(key: string, { topic, stage }: Output): LogRecord {
    return { topic, key, headers: { id: randomUUID(), stage, traceparent: '00-00000000000000000000000000000000-0000000000000000-00' }, value: bytesOf(this.order.shape[topic]?.bytes ?? 100) };
  }

  private call(number: string, value: object): Promise<void> {
    const body = JSON.stringify(value);
    return new Promise((resolve, reject) => {
      const call = request(`${this.order.graphUrl}/v25.0/${number}/messages`, {
        agent, method: 'POST', headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      }, (response) => {
        response.resume();
        response.on('end', () => resolve());
      });
      call.on('error', reject);
      call.end(body);
    });
  }
}

interface Webhook {
  entry: { changes: { value: { metadata: { phone_number_id: string }; messages?: { from: string }[]; statuses?: { recipient_id: string }[] } }[] }[];
}

const made = new Map<number, Buffer>();

/** Bytes that don't compress well, as sealed text doesn't. */
function bytesOf(length: number): Buffer {
  const known = made.get(length);
  if (known) return known;
  const bytes = Buffer.from(Array.from({ length: Math.max(1, Math.round(length)) }, (_, index) => (index * 167 + (index >> 3) * 31) & 0xff));
  made.set(length, bytes);
  return bytes;
}
