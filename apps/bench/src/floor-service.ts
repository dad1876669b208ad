import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Batch, Bus, LogRecord } from '@frontdesk/bus';
import { Lanes } from '@frontdesk/bus';
import { patienceOf } from '@frontdesk/runtime';
import type { Pool } from 'pg';
import { FloorLedger } from './floor-ledger.ts';
import { outputsOf } from './floor-plan.ts';
import type { FloorOrder, Output, Reader, Stage } from './floor-plan.ts';

const agent = new Agent({ keepAlive: true });

/** One service of the floor: its hops and no logic. What is sent is marked with the commit that takes it. */
export class FloorService {
  private readonly lanes = new Lanes(32, 512);
  private readonly ledger: FloorLedger;

  constructor(
    private readonly reader: Reader,
    private readonly bus: Bus,
    pool: Pool,
    private readonly order: FloorOrder,
  ) {
    this.ledger = new FloorLedger(reader.name, bus, pool);
  }

  async start(): Promise<void> {
    const { name, reads, watches } = this.reader;
    await this.bus.consume({ group: name, topics: reads, patient: watches === true, onBatch: (batch) => this.take(batch) });
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
    const { name } = this.reader;
    const isSend = (stage: Stage) => name === 'gateway' && stage === 'dispatch';
    await this.ledger.commit({
      topic: batch.topic,
      patienceMs: patienceOf(this.reader)(batch.topic),
      unclaimed: name === 'audit-logger',
      entries: read.map(({ id, key, stage, value }) => ({
        id,
        key,
        read: value,
        isSend: isSend(stage),
        records: isSend(stage) ? [] : outputsOf(name, stage, this.order.shape).map((output) => this.record(key, output)),
      })),
    });
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
    const records = outputsOf(this.reader.name, 'dispatch', this.order.shape).map((output) => this.record(key, output));
    await this.ledger.commit({ entries: [{ id: randomUUID(), key, read: records[0]!.value, isSend: false, records }] });
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
