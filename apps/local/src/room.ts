import { statfs } from 'node:fs/promises';
import type { Logger } from '@frontdesk/runtime';

const MB = 1024 * 1024;
const EACH_MS = 2_000;
/** PostgreSQL's next piece of its log is 16 MB. */
const TOO_LITTLE = 32 * MB;

/**
 * Says when the disk of the data directory is full, and when there is room again; whoever writes there tries again meanwhile.
 * @returns what ends it
 */
export function watchRoom(dataDir: string, logger: Logger): () => void {
  let full = false;
  const look = async () => {
    const { bavail, bsize } = await statfs(dataDir);
    const left = bavail * bsize;
    if (left < TOO_LITTLE && !full) {
      const meanwhile = "messages are not taken in where they can't be kept, and come again";
      logger.error(`the disk that holds the data directory is full, or nearly: ${meanwhile}; make room under ${dataDir}`, undefined, {
        bytes_left: left,
      });
    }
    if (left >= TOO_LITTLE && full) logger.warn('the disk that holds the data directory has room again', { bytes_left: left });
    full = left < TOO_LITTLE;
  };
  const timer = setInterval(() => void look().catch(() => undefined), EACH_MS).unref();
  return () => clearInterval(timer);
}
