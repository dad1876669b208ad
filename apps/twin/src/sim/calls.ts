import type { Events } from './events.ts';

export interface Call {
  seq: number;
  at: string;
  method: string;
  path: string;
  body?: unknown;
  /** 0 while there is no answer, and for good when the connection was cut. */
  status: number;
  response?: unknown;
}

const KEPT = 5000;

/** Graph calls in the order in which they arrived. */
export class Calls {
  private list: Call[] = [];
  private seq = 0;
  private readonly events: Events;

  constructor(events: Events) {
    this.events = events;
  }

  begin(call: Omit<Call, 'seq' | 'status'>): Call {
    const begun = { ...call, seq: ++this.seq, status: 0 };
    this.list.push(begun);
    if (this.list.length > KEPT) this.list.splice(0, this.list.length - KEPT);
    this.events.emit({ type: 'call', call: begun });
    return begun;
  }

  answered(call: Call, status: number, response: unknown): void {
    call.status = status;
    if (response !== undefined) call.response = response;
    this.events.emit({ type: 'call', call });
  }

  after(seq: number): Call[] {
    return this.list.filter((call) => call.seq > seq);
  }

  clear(): void {
    this.list = [];
  }
}
