import { deriveId, Inbox } from '@frontdesk/bus';
import { fact } from '@frontdesk/contracts';
import { Clock } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import { NumbersStore } from './numbers.store.ts';

/** The quality of our numbers: said when it is not as before, by one replica. */
@Injectable()
export class NumberQuality {
  constructor(
    private readonly inbox: Inbox<'gateway'>,
    private readonly store: NumbersStore,
    private readonly clock: Clock,
  ) {}

  async is(numberId: string, quality: string): Promise<void> {
    const at = this.clock.now();
    await this.inbox.run(
      {
        id: deriveId(at, numberId, 'quality', quality),
        at,
        conversationId: `account:${numberId}`,
        actor: { kind: 'meta' },
        name: 'number',
      },
      async (tx) => ({
        facts: (await this.store.changeQuality(tx, numberId, quality))
          ? [fact('NumberChanged', { event: `QUALITY_${quality}`, messagingLimit: '', at, quality })]
          : [],
        result: undefined,
      }),
    );
  }
}
