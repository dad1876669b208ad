import type { CustomTransportStrategy } from '@nestjs/microservices';
import { BaseRpcContext, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { Batch, Bus, Subscription } from '../port.ts';
import type { Inbox } from '../process/inbox.ts';

export interface BusTransportOptions {
  readonly bus: Bus;
  /** consumer group: the service's name */
  readonly group: string;
  /** started and stopped with the transport; swept on assignment; what comes again goes to the same handlers */
  readonly inbox?: Pick<Inbox, 'deliverThrough' | 'start' | 'stop' | 'stopIsNear' | 'sweep'>;
  readonly maxBatch?: number;
  readonly patient?: boolean;
}

/** Nest's filter has replaced the error by `{status, message}`; the inbox has said why. */
class HandlerError extends Error {
  readonly code = 'HANDLER_REJECTED';
  readonly retriable = true;
}

/**
 * The Nest strategy: `@EventPattern(topic) on(@Payload() batch: Batch)`, one handler a topic. A batch is done when the handler's promise
 * resolves, and comes again when it rejects.
 */
export class BusTransport extends Server implements CustomTransportStrategy {
  private subscription: Subscription | undefined;

  constructor(readonly busOptions: BusTransportOptions) {
    super();
  }

  /** Starts consuming. @throws (to the callback) if a topic has two handlers, or a handler is no event handler */
  listen(callback: (error?: unknown) => void): void {
    this.subscribe().then(() => callback(), callback);
  }

  /** Stops fetching, lets the batches in hand finish, then what the inbox has at work in its lanes; what only waits there is given back. */
  async close(): Promise<void> {
    this.busOptions.inbox?.stopIsNear();
    await this.subscription?.stop();
    this.subscription = undefined;
    await this.busOptions.inbox?.stop();
  }

  /** The topics that have a handler. */
  get topics(): readonly string[] {
    return [...this.messageHandlers.keys()];
  }

  /** Gives a batch to its topic's handler and waits for it. */
  async handle(batch: Batch): Promise<void> {
    const handler = this.messageHandlers.get(batch.topic);
    if (!handler) throw new Error(`no handler for ${batch.topic}`);
    try {
      const answer: unknown = await handler(batch, new BaseRpcContext([]));
      if (isObservable(answer)) await lastValueFrom(answer, { defaultValue: undefined });
    } catch (cause) {
      throw cause instanceof Error ? cause : new HandlerError(`the handler of ${batch.topic} rejected`, { cause });
    }
  }

  /** The bus has no events of its own. */
  on(): never {
    throw new Error('the bus has no events');
  }

  unwrap<T>(): T {
    return this.busOptions.bus as T;
  }

  private async subscribe(): Promise<void> {
    const { bus, group, inbox, maxBatch, patient } = this.busOptions;
    for (const [topic, handler] of this.messageHandlers) {
      if (handler.next) throw new Error(`${topic} has two handlers`);
      if (!handler.isEventHandler) throw new Error(`${topic}: use @EventPattern`);
    }
    inbox?.deliverThrough((batch) => this.handle(batch));
    inbox?.start();
    if (this.topics.length === 0) return;
    this.subscription = await bus.consume({
      group,
      topics: this.topics,
      onBatch: (batch) => this.handle(batch),
      ...(inbox ? { onAssigned: () => inbox.sweep() } : {}),
      ...(maxBatch ? { maxBatch } : {}),
      ...(patient ? { patient } : {}),
    });
  }
}
