import { z } from 'zod';
import { readBlocked, readBlocks } from './blocks.ts';
import type { BlockedUser, BlockResult } from './blocks.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { download } from './download.ts';
import type { Download } from './download.ts';
import { errorCode } from './error-codes.ts';
import { httpCall } from './http-call.ts';
import type { HttpResult } from './http-call.ts';
import { allowedMediaUrl, multipart, multipartStream, readMediaInfo, uploadProblems } from './media.ts';
import type { MediaInfo, StreamedUpload, Upload } from './media.ts';
import type { OutboundMessage } from './outbound.ts';
import { messageProblems } from './outbound-limits.ts';
import { numberFields, onPhoneField, readNumber } from './number.ts';
import type { BusinessNumber } from './number.ts';
import { limits, mediaProblems } from './outbound-rules.ts';
import { toWire } from './outbound-wire.ts';
import { parse, readAnswer, refused } from './outcome.ts';
import type { Outcome, Rejected } from './outcome.ts';
import { count, text, when } from './problem.ts';
import type { Problem } from './problem.ts';
import { profileFields, profileProblems, readProfile } from './profile.ts';
import type { BusinessProfile } from './profile.ts';
import { readTemplate, templateFields } from './template.ts';
import type { CatalogTemplate } from './template.ts';

export interface GraphOptions {
  /** before the version, e.g. https://graph.facebook.com */
  readonly baseUrl: string;
  readonly version: string;
  /** read at each call, so that a token can be changed while running */
  readonly accessToken: () => string;
  readonly timeoutMs: number;
}

/** Phone in E.164 with `+`, or a business-scoped user id for a customer whose number is hidden. */
export type Recipient = { readonly phone: string } | { readonly userId: string };

export interface Send {
  readonly numberId: string;
  readonly to: Recipient;
  /** echoed in the statuses of this message */
  readonly callbackData: string;
  /** wamid of a message to quote */
  readonly quotes?: string;
}

export interface Timing {
  /** reading of `performance.now()` before which the request is written, or not at all */
  readonly writeBy?: number;
  readonly timeoutMs?: number;
}

type Method = 'GET' | 'POST' | 'DELETE';
interface Request {
  readonly path: string;
  readonly json?: object;
  readonly file?: { body: Uint8Array | AsyncIterable<Uint8Array>; length?: number; contentType: string };
  readonly timing?: Timing;
  /** it is a message */
  readonly sends?: true;
}

const acceptedSend = z.looseObject({ messages: z.tuple([z.looseObject({ id: z.string().min(1) })]).rest(z.unknown()) });
const success = z.looseObject({ success: z.literal(true) });
const uploaded = z.looseObject({ id: z.union([z.string().min(1), z.number().transform(String)]) });
const listPage = z.looseObject({
  data: z.array(z.unknown()),
  paging: z
    .looseObject({ cursors: z.looseObject({ after: z.string().optional() }).optional(), next: z.string().optional() })
    .optional()
    .catch(undefined),
});
const maxPages = 100;
const path = (id: string, edge: string): string => `${encodeURIComponent(id)}/${edge}`;
const done = (body: unknown): { success: true } | undefined => (success.safeParse(body).success ? { success: true } : undefined);

/**
 * Meta's Cloud API, as far as it is used. No method throws for what Meta or the network does; no result holds a token. What is beyond Meta's
 * limits is `rejected` with `problems`, before anything is sent.
 */
export class GraphClient {
  readonly #breaker = new CircuitBreaker();
  constructor(private readonly options: GraphOptions) {}

  send(send: Send, message: OutboundMessage, timing: Timing = {}): Promise<Outcome<{ wamid: string }>> {
    const problems = messageProblems(message);
    // Meta shows no quote beside a template, and refuses a reaction that quotes
    const { quotes, ...bare } = send;
    const quoting = message.type === 'template' || message.type === 'reaction' ? bare : send;
    return problems.length > 0 ? Promise.resolve(refused(problems)) : this.post(quoting, toWire(message), timing);
  }

  sendText(send: Send, body: string, timing: Timing = {}): Promise<Outcome<{ wamid: string }>> {
    return this.send(send, { type: 'text', body }, timing);
  }

  /** Blue ticks for the message and all before it; `typing` shows "typing…" for at most 25 s. */
  async markRead(numberId: string, wamid: string, typing: boolean, timing: Timing = {}): Promise<Outcome<{ success: boolean }>> {
    const problems = text('message_id', wamid, limits.messageId);
    if (problems.length > 0) return refused(problems);
    const json = {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: wamid,
      ...(typing && { typing_indicator: { type: 'text' } }),
    };
    return this.forNumber(numberId, 'POST', { path: 'messages', json, timing }, () => ({ success: true }));
  }

  /** @returns Meta's id of the file, good for 30 days */
  async upload(numberId: string, upload: Upload | StreamedUpload, timing: Timing = {}): Promise<Outcome<{ mediaId: string }>> {
    const problems = uploadProblems(upload);
    if (problems.length > 0) return refused(problems);
    const file = 'bytes' in upload ? await multipart(upload) : multipartStream(upload);
    return this.forNumber(numberId, 'POST', { path: 'media', file, timing }, (body) => {
      const read = uploaded.safeParse(body);
      return read.success ? { mediaId: read.data.id } : undefined;
    });
  }

  /** Where the file lies for the next five minutes. */
  async media(mediaId: string, numberId: string, timing: Timing = {}): Promise<Outcome<{ media: MediaInfo }>> {
    const problems = mediaProblems('media', { id: mediaId });
    if (problems.length > 0) return refused(problems);
    const query = new URLSearchParams({ phone_number_id: numberId });
    return readAnswer(await this.call('GET', { path: `${encodeURIComponent(mediaId)}?${query.toString()}`, timing }), readMediaInfo);
  }

  async deleteMedia(mediaId: string, numberId: string): Promise<Outcome<{ success: true }>> {
    const problems = mediaProblems('media', { id: mediaId });
    if (problems.length > 0) return refused(problems);
    const query = new URLSearchParams({ phone_number_id: numberId });
    return readAnswer(await this.call('DELETE', { path: `${encodeURIComponent(mediaId)}?${query.toString()}` }), done);
  }

  /**
   * The bytes behind an address of Meta's, as they come: `source` throws a DownloadError where it is longer than `maxBytes`, cut or too slow. The
   * token goes to allowed hosts only, and so does whoever is sent on.
   */
  async download(address: string, maxBytes: number, timing: Timing = {}): Promise<Outcome<Download>> {
    const { baseUrl, timeoutMs } = this.options;
    return download(address, {
      allowed: (to) => allowedMediaUrl(to, baseUrl),
      headers: { ...this.headers(), accept: '*/*' },
      maxBytes,
      timeoutMs: timing.timeoutMs ?? timeoutMs,
    });
  }

  profile(numberId: string): Promise<Outcome<NonNullable<ReturnType<typeof readProfile>>>> {
    return this.forNumber(numberId, 'GET', { path: `whatsapp_business_profile?fields=${profileFields}` }, readProfile);
  }

  /** Rate, quality and spelling of a number. A version of the API that doesn't know all of it is asked for the rest. */
  async number(numberId: string): Promise<Outcome<{ number: BusinessNumber }>> {
    const ask = async (fields: string): Promise<Outcome<{ number: BusinessNumber }>> =>
      readAnswer(
        await this.call('GET', { path: `${encodeURIComponent(numberId)}?${new URLSearchParams({ fields }).toString()}` }),
        readNumber,
      );
    const answer = await ask(`${numberFields},${onPhoneField}`);
    return answer.kind === 'rejected' && answer.code === 100 ? ask(numberFields) : answer;
  }

  /** Members that are not given stay as they are. */
  async setProfile(numberId: string, profile: BusinessProfile): Promise<Outcome<{ success: true }>> {
    const problems = profileProblems(profile);
    if (problems.length > 0) return refused(problems);
    return this.forNumber(
      numberId,
      'POST',
      { path: 'whatsapp_business_profile', json: { messaging_product: 'whatsapp', ...profile } },
      done,
    );
  }

  /** Meta blocks only people who wrote within 24 h. Some may fail: they are in the result. */
  block(numberId: string, users: readonly Recipient[]): Promise<Outcome<BlockResult>> {
    return this.blocks(numberId, 'POST', users);
  }

  unblock(numberId: string, users: readonly Recipient[]): Promise<Outcome<BlockResult>> {
    return this.blocks(numberId, 'DELETE', users);
  }

  async blocked(numberId: string): Promise<Outcome<{ users: BlockedUser[] }>> {
    const pages = await this.pages(path(numberId, 'block_users'), readBlocked);
    return pages.kind === 'accepted' ? { kind: 'accepted', users: pages.items } : pages;
  }

  /** The whole catalogue of a business account, all pages. */
  async templates(wabaId: string): Promise<Outcome<{ templates: CatalogTemplate[] }>> {
    const pages = await this.pages(path(wabaId, 'message_templates'), readTemplate, { fields: templateFields });
    return pages.kind === 'accepted' ? { kind: 'accepted', templates: pages.items } : pages;
  }

  /** What a `failed` status says of its number (`refusesNumber`): its calls stop, as after a refusal in an answer. */
  refusedLater(numberId: string, code: number): void {
    this.#breaker.noteStatus(numberId, this.options.accessToken(), code, performance.now());
  }

  private async pages<T>(
    edge: string,
    read: (raw: unknown) => T | undefined,
    also: Record<string, string> = {},
  ): Promise<Outcome<{ items: T[] }>> {
    const items: T[] = [];
    let after: string | undefined;
    for (let page = 0; page < maxPages; page += 1) {
      const query = new URLSearchParams({ ...also, limit: '100', ...(after !== undefined && { after }) });
      const answer = readAnswer(await this.call('GET', { path: `${edge}?${query.toString()}` }), (body) => {
        const parsed = listPage.safeParse(body);
        return parsed.success ? { page: parsed.data } : undefined;
      });
      if (answer.kind !== 'accepted') return answer;
      items.push(...answer.page.data.map(read).filter((item) => item !== undefined));
      const next = answer.page.paging?.next === undefined ? undefined : answer.page.paging.cursors?.after;
      if (next === undefined || next === after) break;
      after = next;
    }
    return { kind: 'accepted', items };
  }

  private async blocks(numberId: string, method: 'POST' | 'DELETE', users: readonly Recipient[]): Promise<Outcome<BlockResult>> {
    const problems = [...count('block_users', users.length, 1, 1_000), ...users.flatMap((user) => recipientProblems(user))];
    if (problems.length > 0) return refused(problems);
    const blocked = users.map((user) => ('phone' in user ? { user: user.phone } : { user_id: user.userId }));
    const json = { messaging_product: 'whatsapp', block_users: blocked };
    let partial: BlockResult | undefined;
    const outcome = await this.forNumber(numberId, method, { path: 'block_users', json }, readBlocks, (result) => {
      const told = result.kind === 'answered' ? readBlocks(parse(result.body)) : undefined;
      if (told && told.done.length + told.failed.length > 0) partial = told;
    });
    return partial ? { kind: 'accepted', ...partial } : outcome;
  }

  private post(send: Send, content: object, timing: Timing): Promise<Outcome<{ wamid: string }>> {
    const problems = sendProblems(send);
    if (problems.length > 0) return Promise.resolve(refused(problems));
    const json = {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      ...('phone' in send.to ? { to: send.to.phone } : { recipient: send.to.userId }),
      ...content,
      ...(send.quotes !== undefined && { context: { message_id: send.quotes } }),
      biz_opaque_callback_data: send.callbackData,
    };
    return this.forNumber(send.numberId, 'POST', { path: 'messages', json, timing, sends: true }, (answer) => {
      const read = acceptedSend.safeParse(answer);
      return read.success ? { wamid: read.data.messages[0].id } : undefined;
    });
  }

  /** A call that stands and falls with its number: behind the number's breaker. */
  private async forNumber<T extends object>(
    numberId: string,
    method: Method,
    request: Request,
    accepted: (body: unknown) => T | undefined,
    see: (result: HttpResult) => void = () => undefined,
  ): Promise<Outcome<T>> {
    const token = this.options.accessToken();
    const refusal = this.#breaker.admit(numberId, token, performance.now(), request.sends === true);
    if (refusal) return held(refusal.code, refusal.waitMs);
    const result = await this.call(method, { ...request, path: path(numberId, request.path) }, token);
    see(result);
    const outcome = readAnswer(result, accepted);
    this.#breaker.note(numberId, token, outcome, performance.now(), request.sends === true);
    return outcome;
  }

  private call(method: Method, { path: to, json, file, timing = {} }: Request, token?: string): Promise<HttpResult> {
    const { baseUrl, version, timeoutMs } = this.options;
    const body = file?.body ?? (json === undefined ? undefined : JSON.stringify(json));
    return httpCall({
      method,
      url: new URL(`${baseUrl.replace(/\/+$/, '')}/${version}/${to}`),
      headers: {
        ...this.headers(token),
        ...(body !== undefined && {
          'content-type': file?.contentType ?? 'application/json',
          'content-length': String(file?.length ?? Buffer.byteLength(body as string | Uint8Array)),
        }),
      },
      timeoutMs: timing.timeoutMs ?? timeoutMs,
      ...(body !== undefined && { body }),
      ...(timing.writeBy !== undefined && { writeBy: timing.writeBy }),
    });
  }

  private headers(token = this.options.accessToken()): Record<string, string> {
    return { authorization: `Bearer ${token}`, accept: 'application/json', 'user-agent': 'frontdesk' };
  }
}

/** Not made, because Meta refuses the number just now: to be tried again when the breaker asks again. */
function held(code: number, waitMs: number): Rejected {
  const { title } = errorCode(code, 401);
  const details = 'held: Meta refuses this number';
  return { kind: 'rejected', code, title, details, httpStatus: 0, retryClass: 'F', retryAfterMs: Math.ceil(waitMs) };
}

function recipientProblems(to: Recipient): Problem[] {
  if ('phone' in to) return when(!/^\+\d{5,16}$/.test(to.phone), 'to', '+ and 5 to 16 digits');
  return when(!/^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/.test(to.userId), 'recipient', 'a business-scoped user id');
}

const sendProblems = ({ to, callbackData, quotes }: Send): Problem[] => [
  ...recipientProblems(to),
  ...text('biz_opaque_callback_data', callbackData, limits.callbackData),
  ...(quotes === undefined ? [] : text('context.message_id', quotes, limits.messageId)),
];
