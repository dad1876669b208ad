import { ServiceGuard } from '@frontdesk/runtime';
import { Controller, Get, Param, UseGuards } from '@nestjs/common';
import { EventsStore } from './events.store.ts';
import { LooksStore } from './looks.store.ts';
import type { Look } from './looks.store.ts';
import { ThreadStore } from './thread.store.ts';
import type { TranscriptLine } from './thread.store.ts';

/** What was said, why, and who looked; for the console and for compliance. Texts are redacted with their sealed form beside them. */
@Controller('internal')
@UseGuards(ServiceGuard)
export class TranscriptController {
  constructor(
    private readonly events: EventsStore,
    private readonly thread: ThreadStore,
    private readonly looks: LooksStore,
  ) {}

  @Get('transcripts/:conversationId')
  async transcript(@Param('conversationId') conversationId: string): Promise<{ messages: TranscriptLine[] }> {
    return { messages: await this.thread.of(conversationId, 500) };
  }

  @Get('decisions/:conversationId')
  async decisions(@Param('conversationId') conversationId: string): Promise<{ decisions: object[] }> {
    return { decisions: await this.events.of(conversationId, 5_000) };
  }

  @Get('looks/:conversationId')
  async lookedAt(@Param('conversationId') conversationId: string): Promise<{ looks: Look[] }> {
    return { looks: await this.looks.of(conversationId, 100) };
  }
}
