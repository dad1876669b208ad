import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Batch, Bus, LogRecord } from '@frontdesk/bus';
import { Lanes, transactionPace } from '@frontdesk/bus';
import type { Topic } from '@frontdesk/contracts';
import type { Pool } from 'pg';
import { outputsOf } from './floor-plan.ts';
import type { FloorOrder, Output, Stage } from './floor-plan.ts';

interface Cause {
  readonly id: string;
  readonly key: string;
  readonly read: Uint8Array;
  readonly isSend: boolean;
  readonly records: readonly LogRecord[];
}

const agent = new Agent({ keepAlive: true });

/** One service of the floor: for a batch what the inbox does, and no logic. What is sent is marked with the commit that takes it. */
export class FloorService {
  private readonly lanes = new Lanes(32, 512);
  private readonly table: string;
  private waiting: { causes: readonly Cause[]; resolve: () => void; reject: (error: unknown) => void }[] = [];
  private readonly pace = transactionPace();
  private running = false;

  constructor(
    private readonly name: string,
    private readonly bus: Bus,
    private readonly pool: Pool,
    private readonly order: FloorOrder,
  ) {
    this.table = `floor."${name}"`;
  }

  async start(reads: readonly Topic[]): Promise<void> {
    await this.bus.consume({ group: this.name, topics: reads, onBatch: (batch) => this.take(batch) });
  }

  /** A webhook: on the log before it is answered. */
  accept(body: Buffer): Promise<void> {
    const { metadata, messages, statuses } = (JSON.parse(body.toString('utf8')) as Webhook).entry[0]!.changes[0]!.value;
    const phone = messages?.[0]?.from ?? statuses![0]!.recipient_id;
    return this.bus.append([
      this.record(`${metadata.phone_number_id} ${phone}`, { topic: 'channel.webhook.v1', stage: messages ? 'in' : 'status' }),
    ]);
  }

  private async take(batch: Batch): Promise<void> {
    const read = batch.records.map(({ key, headers, value }) => ({ id: headers['id']!, key, stage: headers['stage'] as Stage, value }));
    const isSend = (stage: Stage) => this.name === 'gateway' && stage === 'dispatch';
    await this.commit(
      read.map(({ id, key, stage, value }) => ({
        id,
        key,
        read: value,
        isSend: isSend(stage),
        records: isSend(stage) ? [] : outputsOf(this.name, stage, this.order.shape).map((output) => this.record(key, output)),
      })),
    );
    for (const send of read.filter(({ stage }) => isSend(stage)))
      await this.lanes.push(send.key, () => this.send(send).catch(() => undefined));
  }

  /** Read receipt, call, settle: what the call came to goes to the log. */
  private async send({ id, key }: { id: string; key: string }): Promise<void> {
    const [number, phone] = key.split(' ') as [string, string];
    await this.call(number, {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: 'wamid.FLOOR',
      typing_indicator: { type: 'text' },
    });
    await this.call(number, {
      messaging_product: 'whatsapp',
      to: `+${phone}`,
      type: 'text',
      text: { body: 'x'.repeat(300) },
      biz_opaque_callback_data: id,
    });
    const records = outputsOf(this.name, 'dispatch', this.order.shape).map((output) => this.record(key, output));
    await this.commit([{ id: randomUUID(), key, read: records[0]!.value, isSend: false, records }]);
  }

  /** What waits at the same time shares a commit, an append and a mark, at the pace of the inbox. */
  private commit(causes: readonly Cause[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ causes, resolve, reject });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    await Promise.resolve();
    while (this.waiting.length > 0) {
      await this.pace.turn();
      const members = this.waiting.splice(0);
      const causes = members.flatMap((member) => member.causes);
      try {
        // what a service keeps of a message: what it wrote, and where it writes nothing what it read
        const kept = causes.map(({ records, read }) => Buffer.concat(records.length > 0 ? records.map(({ value }) => value) : [read]));
        await this.store(
          causes.map(({ id }) => id),
          causes.map(({ key }) => key),
          kept,
          causes.flatMap((cause) => cause.records),
          causes.filter(({ isSend }) => isSend).map(({ id }) => id),
        );
        for (const { resolve } of members) resolve();
      } catch (error) {
        for (const { reject } of members) reject(error);
      }
    }
    this.running = false;
  }

  /** As the inbox does it: on the embedded bus one transaction, with the log; over Kafka a row, an append, and a mark that it was published. */
  private async store(ids: string[], keys: string[], payloads: Buffer[], records: readonly LogRecord[], sends: string[]): Promise<void> {
    const keep = {
      name: `keep ${this.name}`,
      values: [ids, keys, payloads],
      text: `INSERT INTO ${this.table} (id, key, payload) SELECT * FROM unnest($1::uuid[], $2::text[], $3::bytea[]) ON CONFLICT DO NOTHING`,
    };
    const isWithin = this.bus.appendWithin !== undefined && records.length > 0;
    const client = await this.pool.connect();
    try {
      const sent = [client.query('BEGIN'), client.query(keep), ...(sends.length > 0 ? [client.query(this.mark(sends))] : [])];
      const query = (text: string, values: unknown[]) => client.query({ name: 'append', text, values }).then(({ rows }) => rows);
      const transaction = { query: query as <Rows>(text: string, values: unknown[]) => Promise<Rows> };
      const appended = isWithin ? await this.bus.appendWithin!(transaction, records) : undefined;
      const [told] = await Promise.all([appended?.done, ...sent, client.query('COMMIT')]);
      told?.();
    } finally {
      client.release();
    }
    this.pace.ended();
    if (isWithin || records.length === 0) return;
    await this.bus.append(records);
    await this.pool.query(this.mark(ids));
  }

  private mark(ids: string[]) {
    return {
      name: `mark ${this.name}`,
      text: `UPDATE ${this.table} SET marks = marks + 1 WHERE id = ANY($1)`,
      values: [ids],
    };
  }

  private record(key: string, { topic, stage }: Output): LogRecord {
    return {
      topic,
      key,
      headers: { id: randomUUID(), stage, traceparent: '00-00000000000000000000000000000000-0000000000000000-00' },
      value: bytesOf(this.order.shape[topic]?.bytes ?? 100),
    };
  }

  private call(number: string, value: object): Promise<void> {
    const body = JSON.stringify(value);
    return new Promise((resolve, reject) => {
      const call = request(
        `${this.order.graphUrl}/v25.0/${number}/messages`,
        {
          agent,
          method: 'POST',
          headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          response.resume();
          response.on('end', () => resolve());
        },
      );
      call.on('error', reject);
      call.end(body);
    });
  }
}

interface Webhook {
  entry: {
    changes: { value: { metadata: { phone_number_id: string }; messages?: { from: string }[]; statuses?: { recipient_id: string }[] } }[];
  }[];
}

const made = new Map<number, Buffer>();

/** Bytes that don't compress well, as sealed text doesn't. */
function bytesOf(length: number): Buffer {
  const known = made.get(length);
  if (known) return known;
  const bytes = Buffer.from(
    Array.from({ length: Math.max(1, Math.round(length)) }, (_, index) => (index * 167 + (index >> 3) * 31) & 0xff),
  );
  made.set(length, bytes);
  return bytes;
}
