import { MediaFiles } from './media-files.ts';
import { MediaObjects } from './media-objects.ts';
import type { MediaStorage } from './media-storage.ts';
import type { Settings } from './settings.ts';

/** @returns undefined where neither is configured: files are not kept */
export function mediaStorage(settings: Settings): MediaStorage | undefined {
  const { MEDIA_S3_BUCKET: bucket, FRONTDESK_DATA_DIR: dataDir } = settings.current;
  if (bucket !== undefined) return new MediaObjects(bucket, settings);
  return dataDir === undefined ? undefined : new MediaFiles(dataDir);
}
