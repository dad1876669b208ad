import { ServiceGuard } from '@frontdesk/runtime';
import { BadRequestException, Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { knownContacts } from './contact-rows.ts';
import { ContactsStore } from './contacts.store.ts';

/** as Meta writes it: country code and number, nothing else */
const asked = z.object({ phone: z.string().regex(/^[1-9]\d{6,14}$/) });

/** With whom a phone number is now, for the console: only here it can be looked up. It comes in a body, which nothing writes down. */
@Controller('internal/contacts')
@UseGuards(ServiceGuard)
export class ContactsController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly contacts: ContactsStore,
  ) {}

  @Post('conversations')
  @HttpCode(200)
  async conversations(@Body() body: unknown): Promise<{ conversations: string[] }> {
    const read = asked.safeParse(body);
    if (!read.success) throw new BadRequestException('phone: expected country code and number');
    const { manager } = this.dataSource;
    const aliases = this.contacts.aliasesOf({ waId: read.data.phone, userId: undefined, parentUserId: undefined });
    const known = await knownContacts(manager, aliases);
    const threads = await this.contacts.threadsOf(
      manager,
      known.map(({ contactId }) => contactId),
    );
    return { conversations: threads.map(({ conversationId }) => conversationId) };
  }
}
