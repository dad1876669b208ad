import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Where sealed files of customers lie: `put` and `get` by the message's id, and nothing else. In the cluster a store of the same two methods
 * takes its place.
 */
export class MediaFiles {
  readonly #folder: string;
  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'media');
  }

  /** There when it resolves, whole or not at all. @throws what the disk says */
  async put(messageId: string, sealed: Uint8Array): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = this.path(messageId);
    const file = await open(`${path}.part`, 'w', 0o600);
    try {
      await file.writeFile(sealed);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.part`, path);
  }

  get(messageId: string): Promise<Buffer> {
    return readFile(this.path(messageId));
  }

  private path(messageId: string): string {
    if (!/^[0-9a-f-]{36}$/.test(messageId)) throw new Error('not the id of a message');
    return join(this.#folder, messageId);
  }
}
