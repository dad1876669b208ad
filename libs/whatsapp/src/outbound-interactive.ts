import type { MediaRef } from './media-ref.ts';
import type { ProductSection } from './outbound-template.ts';

export interface ReplyButton {
  readonly id: string;
  readonly title: string;
}
export interface ListRow {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
}
export interface ListSection {
  readonly title?: string;
  readonly rows: readonly ListRow[];
}

export type InteractiveHeader =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image' | 'video'; readonly media: MediaRef }
  | { readonly type: 'document'; readonly media: MediaRef; readonly filename?: string };

/** Where a Flow begins: on a screen that is named here, or on the one that the Flow's own endpoint names. */
export type FlowStart = { readonly screen: string; readonly data?: Readonly<Record<string, unknown>> } | 'endpoint';

/** One card of a carousel: all have the same kind of header, and either an address or the same number of buttons. */
export type Card = { readonly header: { readonly type: 'image' | 'video'; readonly media: MediaRef }; readonly body?: string } & (
  | { readonly buttons: readonly ReplyButton[] }
  | { readonly displayText: string; readonly url: string }
);

/** What is filled into an address form: Meta's names of its fields, e.g. `in_pin_code`. */
export type AddressFields = Readonly<Record<string, string>>;

interface Common {
  readonly type: 'interactive';
  readonly footer?: string;
  readonly header?: InteractiveHeader;
}

/**
 * `product_list` shows its header, which has to be a text. Kinds by Meta's own pages; `carousel`, `voice_call`, `call_permission_request` and
 * `request_contact_info` by one good source each.
 */
export type InteractiveMessage =
  | (Common & { readonly body: string } & (
        | { readonly kind: 'button'; readonly buttons: readonly ReplyButton[] }
        | { readonly kind: 'list'; readonly button: string; readonly sections: readonly ListSection[] }
        | { readonly kind: 'cta_url'; readonly displayText: string; readonly url: string }
        | { readonly kind: 'location_request_message' }
        | { readonly kind: 'request_contact_info' }
        /** `draft`: a Flow that is not published yet, for people of the business */
        | {
            readonly kind: 'flow';
            readonly flow: { readonly id: string } | { readonly name: string };
            readonly cta: string;
            readonly token?: string;
            readonly start?: FlowStart;
            readonly draft?: boolean;
          }
        /** `country`: as Meta offers it, IN or SG; `problems`: why a field was not taken, by its name */
        | {
            readonly kind: 'address_message';
            readonly country: string;
            readonly values?: AddressFields;
            readonly problems?: AddressFields;
            readonly saved?: readonly { readonly id: string; readonly value: AddressFields }[];
          }
        | { readonly kind: 'product_list'; readonly catalogId: string; readonly sections: readonly ProductSection[] }
        | { readonly kind: 'catalog_message'; readonly thumbnailProductId?: string }
        | { readonly kind: 'carousel'; readonly cards: readonly Card[] }
        /** `payload` comes back with the call */
        | { readonly kind: 'voice_call'; readonly displayText?: string; readonly ttlMinutes?: number; readonly payload?: string }
      ))
  | (Common & { readonly body?: string } & (
        | { readonly kind: 'product'; readonly catalogId: string; readonly productId: string }
        | { readonly kind: 'call_permission_request' }
      ));
