import { Clock } from '@frontdesk/runtime';
import { Body, Controller, HttpCode, HttpException, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { mayFindByPhone } from '../domain/people.ts';
import { soughtBy } from '../domain/sought.ts';
import { parse } from './body.ts';
import { Searches } from './searches.ts';
import { Me, notAllowed, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';

const asked = z.object({
  query: z.string().trim().min(1).max(200),
  before: z
    .string()
    .regex(/^[^~]{10,40}~\d{1,19}$/)
    .transform((text) => ({ at: text.slice(0, text.indexOf('~')), seq: text.slice(text.indexOf('~') + 1) }))
    .optional(),
});

/** What is looked for may be personal: it comes in a body, and stands in no address, log line or record. */
@Controller('console/api')
@UseGuards(SessionGuard)
export class SearchController {
  /** sessions that are being answered, in this process */
  readonly #searching = new Set<string>();

  constructor(
    private readonly searches: Searches,
    private readonly clock: Clock,
  ) {}

  @Post('search')
  @HttpCode(200)
  async search(@Me() { user, session }: SignedIn, @Body() body: unknown): Promise<object> {
    const { query, before } = parse(asked, body);
    const sought = soughtBy(query);
    if (sought.kind === 'none') throw refused(400, 'NOT_SEARCHABLE', 'nothing can be found by that', { why: sought.why });
    if (sought.kind === 'phone' && !mayFindByPhone(user)) throw notAllowed();
    if (this.#searching.has(session.id)) throw refused(409, 'SEARCHING', 'your last search is not answered yet');
    this.#searching.add(session.id);
    try {
      const { found, next, until } = await this.searches.find(user, sought, before);
      return { now: this.clock.now(), kind: sought.kind, found, next: next && `${next.at}~${next.seq}`, until };
    } finally {
      this.#searching.delete(session.id);
    }
  }
}

const refused = (status: number, code: string, message: string, more: object = {}): HttpException =>
  new HttpException({ code, message, ...more }, status);
