import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import type { OutboundFile } from '@frontdesk/contracts';
import { Logger } from '@frontdesk/runtime';
import type { Vault } from '@frontdesk/vault';
import { GraphClient } from '@frontdesk/whatsapp';
import type { DataSource } from 'typeorm';
import type { MediaStorage } from './media-storage.ts';
import type { MediaStore } from './media.store.ts';
import type { SendRow } from './send-row.ts';
import { Uploads } from './uploads.ts';

test('an upload that is not begun leaves nothing of the store open', async () => {
  const sealed = Readable.from([Buffer.from('sealed')]);
  const file = { contactId: 'c', kind: 'image', mime: 'image/jpeg', ours: true, bytes: 6, state: 'stored' };
  const uploads = new Uploads(
    {} as DataSource,
    { states: () => Promise.resolve([file]) } as unknown as MediaStore,
    {
      openStream: async function* opened(_: string, source: AsyncIterable<Uint8Array>) {
        yield* source;
      },
    } as unknown as Vault,
    // nobody listens there
    new GraphClient({ baseUrl: 'http://127.0.0.1:1', version: 'v25.0', accessToken: () => 'token', timeoutMs: 1_000 }),
    new Logger('gateway', 'silent'),
    { get: () => Promise.resolve(sealed) } as unknown as MediaStorage,
  );
  await uploads.upload({ sendId: 's', contactId: 'c', numberId: '123' } as SendRow, { fileId: 'f' } as OutboundFile);
  expect(uploads.of('s')).toEqual({ kind: 'not_written', reason: 'ECONNREFUSED' });
  expect(sealed.destroyed).toBe(true);
});
