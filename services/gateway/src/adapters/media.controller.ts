import { Readable } from 'node:stream';
import { ServiceGuard } from '@frontdesk/runtime';
import {
  BadRequestException,
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Post,
  StreamableFile,
  UseGuards,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { MEDIA_STORAGE } from './media-storage.ts';
import type { MediaStorage } from './media-storage.ts';
import { MediaStore } from './media.store.ts';

const asked = z.object({ messages: z.array(z.uuid()).max(500) });

/** Customers' files for the console, sealed as they lie in the store: who may open them has the keys. */
@Controller('internal/media')
@UseGuards(ServiceGuard)
export class MediaController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly store: MediaStore,
    @Inject(MEDIA_STORAGE) private readonly storage: MediaStorage | undefined,
  ) {}

  @Post('states')
  @HttpCode(200)
  async states(@Body() body: unknown): Promise<{ files: object[] }> {
    const read = asked.safeParse(body);
    if (!read.success) throw new BadRequestException('messages: expected at most 500 ids');
    const files = await this.store.states(this.dataSource.manager, read.data.messages);
    return {
      files: files.map(({ messageId, contactId, kind, mime, bytes, state, reason }) => ({
        message_id: messageId,
        contact_id: contactId,
        kind,
        mime,
        bytes,
        state,
        reason,
      })),
    };
  }

  @Get(':messageId')
  async file(@Param('messageId') messageId: string): Promise<StreamableFile> {
    if (!z.uuid().safeParse(messageId).success) throw new NotFoundException();
    const [file] = await this.store.states(this.dataSource.manager, [messageId]);
    const sealed = file?.state === 'stored' ? await this.storage?.get(messageId) : undefined;
    if (!sealed) throw new NotFoundException();
    return new StreamableFile(Readable.from(sealed, { objectMode: false }), { type: 'application/octet-stream' });
  }
}
