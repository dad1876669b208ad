import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Inbox } from '@frontdesk/bus';
import type { Batch, Work } from '@frontdesk/bus';
import { onceCommitted } from '@frontdesk/postgres';
import { exemplarOf, Meters } from '@frontdesk/runtime';
import { route } from '../domain/route.ts';
import type { Fact, Service } from '@frontdesk/contracts';
import type { Classifier } from '../domain/classifier.ts';

export const CLASSIFIER = Symbol('Classifier');

/** Works on redacted words only: this service cannot open the vault. */
@Controller()
export class IdentityHandler {
  constructor(
    private readonly inbox: Inbox,
    @Inject(CLASSIFIER) private readonly classify: Classifier,
    private readonly meters: Meters,
  ) {}

  @EventPattern('conversation.identity.v1')
  onIdentity(@Payload() batch: Batch): Promise<void> {
    return this.inbox.process<'conversation.identity.v1'>(batch, this.#route);
  }

  readonly #route: Work<Service, 'conversation.identity.v1'> = async (tx, messages, traceparents) => {
    const all = messages.map((message) => route(message, this.classify));
    onceCommitted(tx, () => all.forEach((routed, at) => this.#count(routed, traceparents.get(messages[at]!.envelope.id))));
    return all.map((routed) => [routed]);
  };

  /** By rule there is nothing to be unsure of. */
  #count({ data, decision }: Fact<'Routed'>, traceparent: string | undefined): void {
    if (decision.model?.model === 'rule') return;
    this.meters.confidence.observe({ labels: { next: data.next }, value: data.confidence, exemplarLabels: exemplarOf(traceparent) });
  }
}
