/** What Meta gives back with each status of a message: our send and, of a long answer, which part. Only what is ours is kept in clear: others send in the number's name too. */
const ours = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?::(\d{1,4}))?$/;

export interface Callback {
  readonly sendId: string;
  /** not said: the send has one part, or went out before parts were named */
  readonly chunk: number | undefined;
}

export const callbackData = (sendId: string, chunk: number, chunks: number): string => (chunks > 1 ? `${sendId}:${chunk}` : sendId);

export function readCallback(data: unknown): Callback | undefined {
  const [, sendId, chunk] = (typeof data === 'string' && ours.exec(data)) || [];
  return sendId === undefined ? undefined : { sendId, chunk: chunk === undefined ? undefined : Number(chunk) };
}
