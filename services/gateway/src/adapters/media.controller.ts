import { Readable } from 'node:stream';
import { arriving, ServiceGuard } from '@frontdesk/runtime';
import {
  BadRequestException,
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Post,
  Query,
  StreamableFile,
  UnprocessableEntityException,
  UseGuards,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { MEDIA_STORAGE } from './media-storage.ts';
import type { MediaStorage } from './media-storage.ts';
import { MediaStore } from './media.store.ts';
import { SentFiles } from './sent-files.ts';

const to = z.object({ contact_id: z.string().min(1), number_id: z.string().min(1) });
const asked = z.object({ messages: z.array(z.uuid()).max(500) });

/** Files for the console, sealed as they lie in the store: who may open them has the keys. And what people are about to send, from there. */
@Controller('internal/media')
@UseGuards(ServiceGuard)
export class MediaController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly store: MediaStore,
    private readonly sent: SentFiles,
    @Inject(MEDIA_STORAGE) private readonly storage: MediaStorage | undefined,
  ) {}

  /** Nothing goes to Meta yet: that is for the message which shows it, once policy lets it pass. */
  @Post()
  @HttpCode(200)
  async take(@Query() query: unknown, @Body() body: unknown): Promise<object> {
    const read = to.safeParse(query);
    if (!read.success || !(body instanceof Readable)) throw new BadRequestException('expected a file, contact_id and number_id');
    const taken = await this.sent
      .take(arriving(body), { contactId: read.data.contact_id, numberId: read.data.number_id })
      .finally(() => body.resume());
    if ('refused' in taken) throw new UnprocessableEntityException({ code: 'FILE_REFUSED', reason: taken.refused });
    return { file_id: taken.id, kind: taken.kind, mime: taken.mime, bytes: taken.bytes, sha256: taken.sha256 };
  }

  @Post('states')
  @HttpCode(200)
  async states(@Body() body: unknown): Promise<{ files: object[] }> {
    const read = asked.safeParse(body);
    if (!read.success) throw new BadRequestException('messages: expected at most 500 ids');
    const files = await this.store.states(this.dataSource.manager, read.data.messages);
    return {
      files: files.map(({ messageId, contactId, kind, mime, ours, bytes, state, reason }) => ({
        message_id: messageId,
        contact_id: contactId,
        kind,
        mime,
        ours,
        bytes,
        state,
        reason,
      })),
    };
  }

  /** What a customer sent is not touched. */
  @Delete(':fileId')
  @HttpCode(204)
  async withdraw(@Param('fileId') fileId: string): Promise<void> {
    if (z.uuid().safeParse(fileId).success) await this.store.withdraw(this.dataSource.manager, fileId, Date.now());
  }

  @Get(':messageId')
  async file(@Param('messageId') messageId: string): Promise<StreamableFile> {
    if (!z.uuid().safeParse(messageId).success) throw new NotFoundException();
    const [file] = await this.store.states(this.dataSource.manager, [messageId]);
    const sealed = file?.state === 'stored' ? await this.storage?.get(messageId) : undefined;
    if (!sealed) throw new NotFoundException();
    return new StreamableFile(sealed, { type: 'application/octet-stream' });
  }
}
