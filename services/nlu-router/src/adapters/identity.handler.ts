import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Inbox } from '@frontdesk/bus';
import type { Batch, Work } from '@frontdesk/bus';
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
  ) {}

  @EventPattern('conversation.identity.v1')
  onIdentity(@Payload() batch: Batch): Promise<void> {
    return this.inbox.process<'conversation.identity.v1'>(batch, this.#route);
  }

  readonly #route: Work<Service, 'conversation.identity.v1'> = async (_tx, messages) =>
    messages.map((message) => [route(message, this.classify)]);
}
