/** A file that Meta holds (from an upload, 30 days) or fetches from a public address. */
export type MediaRef = { readonly id: string } | { readonly link: string };

export interface ReplyButton { readonly id: string; readonly title: string }
export interface ListRow { readonly id: string; readonly title: string; readonly description?: string }
export interface ListSection { readonly title?: string; readonly rows: readonly ListRow[] }

export type InteractiveHeader =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image' | 'video'; readonly media: MediaRef }
  | { readonly type: 'document'; readonly media: MediaRef; readonly filename?: string };

interface Interactive { readonly type: 'interactive'; readonly body: string; readonly footer?: string; readonly header?: InteractiveHeader }

export type InteractiveMessage = Interactive & (
  | { readonly kind: 'button'; readonly buttons: readonly ReplyButton[] }
  | { readonly kind: 'list'; readonly button: string; readonly sections: readonly ListSection[] }
  | { readonly kind: 'cta_url'; readonly displayText: string; readonly url: string }
  | { readonly kind: 'location_request_message' }
  | { readonly kind: 'request_contact_info' });

/** `name` in templates whose variables are named; either all of a template's values have one, or none. */
export type TemplateValue = { readonly name?: string } & (
  | { readonly type: 'text'; readonly text: string }
  /** `amount1000`: a thousand times the amount; `fallback` is shown where the phone cannot format it */
  | { readonly type: 'currency'; readonly fallback: string; readonly code: string; readonly amount1000: number }
  | { readonly type: 'date_time'; readonly fallback: string });

export type TemplateHeader =
  | { readonly type: 'text'; readonly text: string; readonly name?: string }
  | { readonly type: 'image' | 'video'; readonly media: MediaRef }
  | { readonly type: 'document'; readonly media: MediaRef; readonly filename?: string }
  | { readonly type: 'location'; readonly latitude: number; readonly longitude: number; readonly name: string; readonly address: string };

/** `index`: place of the button in the template, from 0. */
export type TemplateButton = { readonly index: number } & (
  | { readonly type: 'quick_reply'; readonly payload: string }
  /** what the address's variable stands for */
  | { readonly type: 'url'; readonly text: string }
  | { readonly type: 'copy_code'; readonly code: string }
  | { readonly type: 'flow'; readonly token?: string; readonly data?: Readonly<Record<string, unknown>> }
  | { readonly type: 'catalog'; readonly thumbnailProductId?: string });

export interface TemplateMessage {
  readonly type: 'template';
  readonly name: string;
  readonly language: string;
  readonly header?: TemplateHeader;
  readonly body?: readonly TemplateValue[];
  readonly buttons?: readonly TemplateButton[];
}

/** Everything that can be sent to a person. */
export type OutboundMessage =
  | { readonly type: 'text'; readonly body: string; readonly previewUrl?: boolean }
  | { readonly type: 'image' | 'video'; readonly media: MediaRef; readonly caption?: string }
  /** `voice`: shown as a voice note; has to be ogg with opus */
  | { readonly type: 'audio'; readonly media: MediaRef; readonly voice?: boolean }
  | { readonly type: 'document'; readonly media: MediaRef; readonly caption?: string; readonly filename?: string }
  | { readonly type: 'sticker'; readonly media: MediaRef }
  /** an empty emoji takes the reaction back */
  | { readonly type: 'reaction'; readonly messageId: string; readonly emoji: string }
  | InteractiveMessage
  | TemplateMessage;
