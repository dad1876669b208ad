import { z } from 'zod';
import { httpCall } from './http-call.ts';
import { readAnswer } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { readTemplate } from './template.ts';
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

export interface TemplateSend { readonly name: string; readonly language: string; readonly components: readonly object[] }
export interface ReplyButton { readonly id: string; readonly title: string }

const acceptedSend = z.looseObject({ messages: z.tuple([z.looseObject({ id: z.string().min(1) })]).rest(z.unknown()) });
const templatePage = z.looseObject({
  data: z.array(z.unknown()),
  paging: z.looseObject({ cursors: z.looseObject({ after: z.string().optional() }).optional(), next: z.string().optional() }).optional(),
});
const maxPages = 100;

/** Meta's Cloud API, as far as it is used. No method throws for what Meta or the network does; no result holds a token. */
export class GraphClient {
  constructor(private readonly options: GraphOptions) {}

  sendText(send: Send, body: string, timing: Timing = {}): Promise<Outcome<{ wamid: string }>> {
    return this.send(send, { type: 'text', text: { body, preview_url: false } }, timing);
  }

  /** `components` as made by `templateComponents`. */
  sendTemplate(send: Send, template: TemplateSend, timing: Timing = {}): Promise<Outcome<{ wamid: string }>> {
    const { name, language, components } = template;
    return this.send(send, { type: 'template', template: { name, language: { code: language }, components } }, timing);
  }

  /** One to three buttons; titles of at most 20 characters. */
  sendButtons(send: Send, body: string, buttons: readonly ReplyButton[], timing: Timing = {}): Promise<Outcome<{ wamid: string }>> {
    const action = { buttons: buttons.map((button) => ({ type: 'reply', reply: button })) };
    return this.send(send, { type: 'interactive', interactive: { type: 'button', body: { text: body }, action } }, timing);
  }

  /** Blue ticks for the message and all before it; `typing` shows "typing…" for at most 25 s. */
  async markRead(numberId: string, wamid: string, typing: boolean, timing: Timing = {}): Promise<Outcome<{ success: boolean }>> {
    const body = {
      messaging_product: 'whatsapp', status: 'read', message_id: wamid, ...(typing && { typing_indicator: { type: 'text' } }),
    };
    const result = await this.call('POST', `${encodeURIComponent(numberId)}/messages`, body, timing);
    return readAnswer(result, () => ({ success: true }));
  }

  /** The whole catalogue of a business account, all pages. */
  async templates(wabaId: string): Promise<Outcome<{ templates: CatalogTemplate[] }>> {
    const templates: CatalogTemplate[] = [];
    let after: string | undefined;
    for (let page = 0; page < maxPages; page += 1) {
      const query = new URLSearchParams({ limit: '100', ...(after !== undefined && { after }) });
      const result = await this.call('GET', `${encodeURIComponent(wabaId)}/message_templates?${query.toString()}`, undefined, {});
      const answer = readAnswer(result, (body) => {
        const read = templatePage.safeParse(body);
        return read.success ? { page: read.data } : undefined;
      });
      if (answer.kind !== 'accepted') return answer;
      templates.push(...answer.page.data.map(readTemplate).filter((template) => template !== undefined));
      const next = answer.page.paging?.next === undefined ? undefined : answer.page.paging.cursors?.after;
      if (next === undefined || next === after) break;
      after = next;
    }
    return { kind: 'accepted', templates };
  }

  private async send(send: Send, content: object, timing: Timing): Promise<Outcome<{ wamid: string }>> {
    const body = {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      ...('phone' in send.to ? { to: send.to.phone } : { recipient: send.to.userId }),
      ...content,
      ...(send.quotes !== undefined && { context: { message_id: send.quotes } }),
      biz_opaque_callback_data: send.callbackData,
    };
    const result = await this.call('POST', `${encodeURIComponent(send.numberId)}/messages`, body, timing);
    return readAnswer(result, (answer) => {
      const read = acceptedSend.safeParse(answer);
      return read.success ? { wamid: read.data.messages[0].id } : undefined;
    });
  }

  private call(method: 'GET' | 'POST', path: string, body: object | undefined, timing: Timing): ReturnType<typeof httpCall> {
    const { baseUrl, version, accessToken, timeoutMs } = this.options;
    const text = body === undefined ? undefined : JSON.stringify(body);
    return httpCall({
      method,
      url: new URL(`${baseUrl.replace(/\/+$/, '')}/${version}/${path}`),
      headers: {
        authorization: `Bearer ${accessToken()}`, accept: 'application/json', 'user-agent': 'frontdesk',
        ...(text !== undefined && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
      },
      timeoutMs: timing.timeoutMs ?? timeoutMs,
      ...(text !== undefined && { body: text }),
      ...(timing.writeBy !== undefined && { writeBy: timing.writeBy }),
    });
  }
}
