import { ServiceGuard } from '@frontdesk/runtime';
import { Controller, Get, Param, UseGuards } from '@nestjs/common';
import type { Costs } from '../domain/costs.ts';
import { CostsStore } from './costs.store.ts';

/** What a conversation costs, by Meta's word and the rates given; for the console. */
@Controller('internal')
@UseGuards(ServiceGuard)
export class CostsController {
  constructor(private readonly costs: CostsStore) {}

  @Get('costs/:conversationId')
  of(@Param('conversationId') conversationId: string): Promise<Costs> {
    return this.costs.of(conversationId);
  }
}
