import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Inbox } from '@frontdesk/bus';
import type { Batch, Work } from '@frontdesk/bus';
import { exemplarOf, Meters } from '@frontdesk/runtime';
import { route } from '../domain/route.ts';
import type { Service } from '@frontdesk/contracts';
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

  readonly #route: Work<Service, 'conversation.identity.v1'> = async (_tx, messages, traceparents) =>
    messages.map((message) => {
      const routed = route(message, this.classify);
      // by rule there is nothing to be unsure of
      if (routed.type === 'Routed' && routed.decision.model?.model !== 'rule')
        this.meters.confidence.observe({
          labels: { next: routed.data.next },
          value: routed.data.confidence,
          exemplarLabels: exemplarOf(traceparents.get(message.envelope.id)),
        });
      return [routed];
    });
}
