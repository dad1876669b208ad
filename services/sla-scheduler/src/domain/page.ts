/** What somebody is called for, as it is posted if nothing came with it. Ids and codes only. */
export interface Call {
  readonly id: string;
  readonly channel: string;
  readonly text: string;
  readonly [about: string]: unknown;
}

/** What has gathered for a team since its last page. */
export interface Gathered {
  /** that still stand, the most urgent first; not all of them are here */
  readonly first: readonly Call[];
  readonly standing: number;
  /** that have cleared meanwhile: nobody is called for them */
  readonly cleared: number;
  /** when the oldest that stands was said, ms */
  readonly since: number;
}

/** How many a digest names; the others are counted. */
export const LISTED = 20;

/** The one page that a team is sent: what stands alone as itself, else a digest; undefined: all has cleared. */
export function pageOf({ first, standing, cleared, since }: Gathered, digestId: string): Call | undefined {
  const [call] = first;
  if (!call) return undefined;
  if (standing === 1 && cleared === 0) return call;
  const listed = first.slice(0, LISTED);
  const more = standing - listed.length;
  const others = [...(more > 0 ? [`${more} more`] : []), ...(cleared > 0 ? [`${cleared} cleared meanwhile`] : [])];
  return {
    channel: call.channel,
    id: digestId,
    digest: true,
    since,
    count: standing,
    cleared,
    more,
    calls: listed.map(({ channel: _channel, left_ms: _left, ...one }) => one),
    text: [`${standing} calls since ${new Date(since).toISOString()}`, ...listed.map(({ text }) => text), ...others].join('; '),
  };
}
