import { Inbox } from '@frontdesk/bus';
import { errorCode, GraphClient, refusesNumber, throttlingCodes } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import { arrives } from '../domain/status-rank.ts';
import { Lanes } from './lanes.ts';
import { Pace } from './pace.ts';
import { Refusals } from './refusals.ts';
import { RefusedNumbers } from './refused-numbers.ts';
import type { SendRow } from './send-row.ts';
import type { ParkedStatus } from './statuses.store.ts';

/** What a status says of the sends that are still to come, once it is joined. */
@Injectable()
export class StatusAftermath {
  constructor(
    private readonly inbox: Inbox<'gateway'>,
    private readonly lanes: Lanes,
    private readonly graph: GraphClient,
    private readonly pace: Pace,
    private readonly refused: RefusedNumbers,
    private readonly refusals: Refusals,
  ) {}

  /** A send whose outcome was open may have held up others; one that failed may go out again, and may say that no other would arrive. */
  async of(send: SendRow, { status: { status, error } }: ParkedStatus): Promise<void> {
    if (status === 'failed' && error && refusesNumber(error)) this.graph.refusedLater(send.numberId, error.code);
    if (status === 'failed' && error && throttlingCodes.has(error.code))
      await this.pace.tooFast(send.numberId, errorCode(error.code, 400).afterMs ?? 0, Date.now());
    if (send.state !== 'accepted' || status === 'failed') this.lanes.poke(send.conversationId);
    await this.plain(send, status);
  }

  /** All that one which only reports may say. */
  async plain(send: SendRow, status: string): Promise<void> {
    if (!arrives('accepted', status) || !this.refused.arrived(send)) return;
    const { numberId, markedAt } = send;
    await this.inbox.run(
      { id: `mended ${numberId} ${markedAt}`, at: markedAt, conversationId: `account:${numberId}`, name: 'mended' },
      async (tx) => ({ facts: await this.refusals.over(tx, send), result: undefined }),
    );
  }
}
