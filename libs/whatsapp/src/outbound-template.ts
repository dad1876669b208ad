import type { MediaRef } from './media-ref.ts';

/** `name` in templates whose variables are named; either all of a template's values have one, or none. */
export type TemplateValue = { readonly name?: string } & (
  | { readonly type: 'text'; readonly text: string }
  /** `amount1000`: a thousand times the amount; `fallback` is shown where the phone cannot format it */
  | { readonly type: 'currency'; readonly fallback: string; readonly code: string; readonly amount1000: number }
  | { readonly type: 'date_time'; readonly fallback: string }
);

export type TemplateHeader =
  | { readonly type: 'text'; readonly text: string; readonly name?: string }
  | { readonly type: 'image' | 'video'; readonly media: MediaRef }
  | { readonly type: 'document'; readonly media: MediaRef; readonly filename?: string }
  | { readonly type: 'location'; readonly latitude: number; readonly longitude: number; readonly name: string; readonly address: string }
  | { readonly type: 'product'; readonly catalogId: string; readonly productId: string };

export interface ProductSection {
  readonly title: string;
  readonly productIds: readonly string[];
}

/** `index`: place of the button in the template, from 0. */
export type TemplateButton = { readonly index: number } & (
  | { readonly type: 'quick_reply'; readonly payload: string }
  /** what the address's variable stands for */
  | { readonly type: 'url'; readonly text: string }
  | { readonly type: 'copy_code'; readonly code: string }
  | { readonly type: 'flow'; readonly token?: string; readonly data?: Readonly<Record<string, unknown>> }
  | { readonly type: 'catalog'; readonly thumbnailProductId?: string }
  /** several products, the first shown large */
  | { readonly type: 'mpm'; readonly thumbnailProductId: string; readonly sections: readonly ProductSection[] }
  /** `order` as Meta's payments want it */
  | { readonly type: 'order_details'; readonly order: Readonly<Record<string, unknown>> }
);

/** One card of a carousel; every card has the same kinds of header, values and buttons. */
export interface TemplateCard {
  readonly header: Extract<TemplateHeader, { type: 'image' | 'video' | 'product' }>;
  readonly body?: readonly TemplateValue[];
  readonly buttons?: readonly TemplateButton[];
}

export interface TemplateMessage {
  readonly type: 'template';
  readonly name: string;
  readonly language: string;
  readonly header?: TemplateHeader;
  readonly body?: readonly TemplateValue[];
  readonly buttons?: readonly TemplateButton[];
  readonly cards?: readonly TemplateCard[];
  /** of a limited-time offer: when it ends, ms since epoch */
  readonly offerEndsAt?: number;
  /** of an authentication template: the code, in its text and on its button; such a template has nothing else */
  readonly oneTimeCode?: string;
}
