import { ServiceGuard } from '@frontdesk/runtime';
import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { EventsStore } from './events.store.ts';
import { ExplanationsStore } from './explanations.store.ts';
import type { Explanation } from './explanations.store.ts';
import { LooksStore } from './looks.store.ts';
import type { Look } from './looks.store.ts';
import { ThreadStore } from './thread.store.ts';
import type { TranscriptLine } from './thread.store.ts';

/** what is not so is not asked for: a console of another release is answered too */
const asked = z.object({
  limit: z.coerce.number().int().min(1).max(500).catch(500),
  before: z.uuid().optional().catch(undefined),
  only: z.uuid().optional().catch(undefined),
});

/** What was said, why, and who looked; for the console and for compliance. Texts are redacted with their sealed form beside them. */
@Controller('internal')
@UseGuards(ServiceGuard)
export class TranscriptController {
  constructor(
    private readonly events: EventsStore,
    private readonly thread: ThreadStore,
    private readonly looks: LooksStore,
    private readonly explanations: ExplanationsStore,
  ) {}

  /** The last lines, or those before one; `only`: that line alone. */
  @Get('transcripts/:conversationId')
  async transcript(
    @Param('conversationId') conversationId: string,
    @Query() query: unknown,
  ): Promise<{ messages: TranscriptLine[]; next: string | null }> {
    const { limit, before, only } = asked.parse(query);
    if (only === undefined) return this.thread.of(conversationId, limit, before);
    const line = await this.thread.line(conversationId, only);
    return { messages: line ? [line] : [], next: null };
  }

  @Get('decisions/:conversationId')
  async decisions(@Param('conversationId') conversationId: string): Promise<{ decisions: object[] }> {
    return { decisions: await this.events.of(conversationId, 5_000) };
  }

  /** Why one message was sent; no steps: there is no such message of ours. */
  @Get('explanations/:conversationId/:messageId')
  async explanation(@Param('conversationId') conversationId: string, @Param('messageId') messageId: string): Promise<Explanation> {
    return (await this.explanations.of(conversationId, messageId)) ?? { said: '', steps: [], cut: false };
  }

  @Get('looks/:conversationId')
  async lookedAt(@Param('conversationId') conversationId: string): Promise<{ looks: Look[] }> {
    return { looks: await this.looks.of(conversationId, 100) };
  }
}
