import { ServiceGuard } from '@frontdesk/runtime';
import { BadRequestException, Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { NumbersStore } from './numbers.store.ts';
import type { Day } from './numbers.store.ts';

/** An hour more than the longest day that a zone has. */
const longestMs = 26 * 60 * 60_000;
const asked = z
  .object({ from: z.number().int(), to: z.number().int() })
  .refine(({ from, to }) => from < to && to - from <= longestMs, 'expected a day');

/** What a lead reads of a day, for the console. */
@Controller('internal')
@UseGuards(ServiceGuard)
export class NumbersController {
  constructor(private readonly numbers: NumbersStore) {}

  @Post('numbers')
  @HttpCode(200)
  async day(@Body() body: unknown): Promise<Day> {
    const read = asked.safeParse(body);
    if (!read.success) throw new BadRequestException('expected from and to, of at most a day');
    return this.numbers.of(read.data.from, read.data.to);
  }
}
