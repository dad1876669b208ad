import type { CustomTransportStrategy } from '@nestjs/microservices';
import { Server } from '@nestjs/microservices';
import type { Bus } from '../port.ts';

export interface BusTransportOptions {
  readonly bus: Bus;
  /** consumer group: the service's name */
  readonly group: string;
  readonly onAssigned?: () => Promise<void>;
}

/** The Nest strategy: `@EventPattern(topic) on(@Payload() batch: Batch)`, one handler a topic. */
export class BusTransport extends Server implements CustomTransportStrategy {
  constructor(readonly busOptions: BusTransportOptions) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    callback(new Error('lands within minutes'));
  }

  async close(): Promise<void> {}

  /** the topics that have a handler */
  get topics(): readonly string[] {
    return [...this.messageHandlers.keys()];
  }

  on(): never {
    throw new Error('the bus has no events');
  }

  unwrap<T>(): T {
    return this.busOptions.bus as T;
  }
}
