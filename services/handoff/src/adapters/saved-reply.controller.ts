import { fact } from '@frontdesk/contracts';
import { Clock } from '@frontdesk/runtime';
import { Body, Controller, Get, HttpCode, HttpException, Param, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { mayLead } from '../domain/people.ts';
import { keepReply, languages, longestName, longestText, mostReplies, removeReply } from '../domain/saved-reply.ts';
import type { Refusal, Texts } from '../domain/saved-reply.ts';
import { AgentsStore } from './agents.store.ts';
import { commandId, parse } from './body.ts';
import { ACCOUNT, Commands } from './commands.ts';
import { SavedRepliesStore } from './saved-replies.store.ts';
import { Me, notAllowed, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';

/** What the table can hold and a person can read. */
const isPlain = (text: string): boolean => /^(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u.test(text);
const words = (longest: number) => z.string().trim().min(1).max(longest).refine(isPlain, 'no control characters');
const oneLine = z.string().transform((text) => text.replace(/\s+/g, ' '));

const isOfOurs = (texts: Texts): boolean => {
  const given = Object.keys(texts);
  return given.length > 0 && given.every((one) => languages.some((language) => language === one));
};

const which = { command_id: commandId, id: z.uuid().toLowerCase(), of: z.number().int().min(0).max(1_000_000) };
const kept = z.object({
  ...which,
  name: oneLine.pipe(words(longestName)),
  texts: z.record(z.string(), words(longestText)).refine(isOfOurs, `in ${languages.join(', ')}, at least one of them and no other`),
});
const removed = z.object(which);

/** Texts that leads keep for whoever answers: everybody of the console reads them. */
@Controller('console/api/saved-replies')
@UseGuards(SessionGuard)
export class SavedReplyController {
  constructor(
    private readonly replies: SavedRepliesStore,
    private readonly agents: AgentsStore,
    private readonly commands: Commands,
    private readonly clock: Clock,
  ) {}

  @Get()
  async list(): Promise<object> {
    const [replies, staff] = await Promise.all([this.replies.all(), this.agents.staff()]);
    return { now: this.clock.now(), replies: replies.map((one) => ({ ...one, by_name: staff.nameOf(one.by) })) };
  }

  @Post(':id')
  @HttpCode(200)
  async keep(@Me() { user }: SignedIn, @Param('id') id: string, @Body() body: object): Promise<object> {
    if (!mayLead(user)) throw notAllowed();
    const { command_id: commandId, ...wanted } = parse(kept, { ...body, id });
    await this.commands.settle({ user, commandId, name: 'saved-reply' }, async (tx) => {
      const done = keepReply(await this.replies.all(tx), wanted, user.id, this.clock.now());
      if ('refused' in done) throw await this.#conflict(done.refused);
      await this.replies.put(tx, done.reply);
      return [fact('SavedReplyChanged', done.said, { conversationId: ACCOUNT })];
    });
    return this.list();
  }

  @Post(':id/remove')
  @HttpCode(200)
  async remove(@Me() { user }: SignedIn, @Param('id') id: string, @Body() body: object): Promise<object> {
    if (!mayLead(user)) throw notAllowed();
    const { command_id: commandId, ...seen } = parse(removed, { ...body, id });
    await this.commands.settle({ user, commandId, name: 'saved-reply-removed' }, async (tx) => {
      const done = removeReply(await this.replies.all(tx), seen, user.id);
      if ('refused' in done) throw await this.#conflict(done.refused);
      await this.replies.drop(tx, seen.id);
      return [fact('SavedReplyChanged', done.said, { conversationId: ACCOUNT })];
    });
    return this.list();
  }

  async #conflict(refused: Refusal): Promise<HttpException> {
    const { code } = refused;
    switch (code) {
      case 'CHANGED_MEANWHILE': {
        const { by } = refused;
        const who = by === undefined ? null : { id: by, name: (await this.agents.staff()).nameOf(by) };
        return new HttpException({ code, message: 'somebody else has changed it meanwhile', by: who }, 409);
      }
      case 'NAME_TAKEN':
        return new HttpException({ code, message: 'another one has this name', fields: ['name'] }, 409);
      case 'TOO_MANY':
        return new HttpException({ code, message: `no more than ${mostReplies} are kept` }, 409);
    }
  }
}
