import type { MediaRef } from './media-ref.ts';
import type { InteractiveMessage } from './outbound-interactive.ts';
import type { TemplateMessage } from './outbound-template.ts';

/** At least one of the names beside the formatted one. */
export interface ContactCard {
  readonly formattedName: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly organisation?: string;
  readonly phones?: readonly { readonly phone: string; readonly type?: string; readonly waId?: string }[];
  readonly emails?: readonly { readonly email: string; readonly type?: string }[];
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
  | { readonly type: 'location'; readonly latitude: number; readonly longitude: number; readonly name?: string; readonly address?: string }
  | { readonly type: 'contacts'; readonly contacts: readonly ContactCard[] }
  | InteractiveMessage
  | TemplateMessage;
