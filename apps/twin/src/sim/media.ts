import { createHash, createHmac } from 'node:crypto';
import { UPLOAD_LIFE, URL_LIFE, isAnimated } from '../domain/media.ts';
import type { BusinessNumber } from '../domain/notifications.ts';
import { newObjectId } from './ids.ts';
import type { Sim } from './sim.ts';
import type { MediaRecord } from './state.ts';

const urlHash = (sim: Sim, id: string, ext: number): string =>
  createHmac('sha256', sim.credentials.appSecret).update(`${id}:${ext}`).digest('base64url').slice(0, 24);

/** Meta's addresses say when they stand in a webhook, and not when they were looked up. */
export function mediaUrl(sim: Sim, id: string, source?: 'webhook'): string {
  const ext = Math.floor((sim.clock.now() + URL_LIFE) / 1000);
  const from = source === undefined ? '' : `&source=${source}`;
  return `${sim.graphUrl()}/whatsapp_business/attachments/?mid=${id}${from}&ext=${ext}&hash=${urlHash(sim, id, ext)}`;
}

/** The file behind a media URL while the URL is good. */
export function mediaBehind(sim: Sim, query: { mid?: string; ext?: string; hash?: string }): MediaRecord | undefined {
  const ext = Number(query.ext);
  if (query.mid === undefined || query.hash !== urlHash(sim, query.mid, ext) || ext * 1000 < sim.clock.now()) return undefined;
  return liveMedia(sim, query.mid);
}

export function liveMedia(sim: Sim, id: string): MediaRecord | undefined {
  const media = sim.store.state.media[id];
  return media && media.expiresAt > sim.clock.now() ? media : undefined;
}

export async function keepUpload(sim: Sim, number: BusinessNumber, mime: string, bytes: Buffer, filename?: string): Promise<MediaRecord> {
  const media: MediaRecord = {
    id: newObjectId(),
    numberId: number.id,
    mime,
    bytes: bytes.length,
    expiresAt: sim.clock.now() + UPLOAD_LIFE,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...(filename ? { filename } : {}),
    animated: isAnimated(mime, bytes),
  };
  await sim.store.keepBytes(media.id, bytes);
  sim.store.state.media[media.id] = media;
  await sim.store.changed();
  return media;
}
