import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { asKey } from './media-storage.ts';
import type { MediaStorage } from './media-storage.ts';

/** Files in a folder of the data directory. */
export class MediaFiles implements MediaStorage {
  readonly #folder: string;
  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'media');
  }

  async put(messageId: string, sealed: AsyncIterable<Uint8Array>): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = this.path(messageId);
    const part = `${path}.part`;
    const file = await open(part, 'w', 0o600);
    try {
      for await (const piece of sealed) await file.writeFile(piece);
      await file.sync();
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    await rename(part, path);
  }

  async get(messageId: string): Promise<Readable | undefined> {
    try {
      return (await open(this.path(messageId))).createReadStream();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** With what a crash left of one that was being put. */
  async remove(messageId: string): Promise<void> {
    const path = this.path(messageId);
    await Promise.all([path, `${path}.part`].map((one) => rm(one, { force: true })));
  }

  private path(messageId: string): string {
    return join(this.#folder, asKey(messageId));
  }
}
