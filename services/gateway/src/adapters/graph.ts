import { GraphClient } from '@frontdesk/whatsapp';
import type { Settings } from './settings.ts';

/** From the connection to the last byte of the answer. A fence waits this long and two seconds for a marked request at most. */
export const graphTimeoutMs = 10_000;

export function graphClient(settings: Settings): GraphClient {
  const { WHATSAPP_GRAPH_URL: baseUrl, WHATSAPP_GRAPH_VERSION: version } = settings.current;
  return new GraphClient({ baseUrl, version, accessToken: () => settings.current.WHATSAPP_ACCESS_TOKEN, timeoutMs: graphTimeoutMs });
}
