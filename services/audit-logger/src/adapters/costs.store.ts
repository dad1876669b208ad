import type { Rates } from '@frontdesk/business';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AuditConfig } from '../config.ts';
import { noCosts, sentOf, withSent } from '../domain/costs.ts';
import type { Costs } from '../domain/costs.ts';
import { recordsOfSends } from './cost-rows.ts';
import { SETTINGS } from './horizons.ts';
import type { Query } from './query.ts';

@Injectable()
export class CostsStore {
  readonly #rates: Rates | undefined;

  constructor(
    private readonly db: DataSource,
    @Inject(SETTINGS) { WHATSAPP_RATES: rates }: Pick<AuditConfig, 'WHATSAPP_RATES'>,
  ) {
    this.#rates = rates;
  }

  /** What a conversation's messages cost, as far as its decisions are kept. */
  of(conversationId: string): Promise<Costs> {
    return this.db.transaction(async (tx) => {
      const query: Query = (sql, values) => tx.query(sql, values);
      let costs = noCosts(this.#rates);
      for await (const { records } of recordsOfSends(query, 'conversation_id = $1', [conversationId]))
        costs = withSent(costs, sentOf(records), this.#rates);
      return costs;
    });
  }
}
