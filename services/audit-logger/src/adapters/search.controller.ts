import { ServiceGuard } from '@frontdesk/runtime';
import { BadRequestException, Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { SearchStore } from './search.store.ts';
import type { Found } from './search.store.ts';

const place = z.object({ at: z.string().regex(/^[\d-]{8,} [\d:.]+[+-][\d:]+$/), seq: z.string().regex(/^\d{1,19}$/) });
const asked = z.union([
  z.object({ words: z.array(z.string().min(1).max(100)).min(1).max(8), before: place.optional() }),
  z.object({ order: z.string().regex(/^FD-\d{4,8}$/), before: place.optional() }),
]);

/** Looks for words in the redacted form of what was said. What for is in the body alone, which nothing writes down. */
@Controller('internal')
@UseGuards(ServiceGuard)
export class SearchController {
  constructor(private readonly search: SearchStore) {}

  @Post('search')
  @HttpCode(200)
  async find(@Body() body: unknown): Promise<Found> {
    const read = asked.safeParse(body);
    if (!read.success) throw new BadRequestException('expected words or an order, and perhaps a place');
    const { before, ...sought } = read.data;
    return this.search.find(sought, before);
  }
}
