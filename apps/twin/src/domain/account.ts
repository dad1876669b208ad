import type { Json } from './json.ts';
import type { BusinessNumber } from './notifications.ts';

/** A portfolio owns accounts, an account owns numbers and templates; an app has a token, a secret and a webhook, and is let into accounts. */
export interface Account {
  id: string;
  name: string;
  portfolioId: string;
  /** Apps that may use the account, by id, and whether its webhooks go to them. */
  apps: Record<string, { subscribed: boolean }>;
  insights?: boolean;
}

export interface Webhook {
  url: string;
  verifyToken: string;
  /** Absent: every field. */
  fields?: string[];
}

export interface MetaApp {
  id: string;
  name: string;
  accessToken: string;
  appSecret: string;
  verifyToken: string;
  webhook?: Webhook;
}

/** A business number with what Meta keeps about it. */
export interface NumberState extends BusinessNumber {
  quality?: string;
  status?: string;
  /** Messages in a second; absent: the usual 80. */
  rate?: number;
  /** Also used in the WhatsApp Business app: 20 messages in a second, echoes, edits and deletions of customers. */
  coexistence?: boolean;
  pin?: string;
  registrations?: number[];
  profile?: Json;
  settings?: Json;
  automation?: Json;
  username?: string;
  commerce?: Json;
  publicKey?: string;
  qrCodes?: QrCode[];
  /** A name that is being looked at. */
  newName?: string;
  /** Of a number that was made by a call: by a code that comes as a text message. Absent: it has been verified long ago. */
  verification?: { status: 'NOT_VERIFIED' | 'VERIFIED'; code?: string; asked: number[] };
  /** Service messages of the month that were priced, for the free allowance. */
  service?: { month: string; count: number };
}

/** Opens a chat with this text in it. */
export interface QrCode {
  code: string;
  text: string;
}

export const COEXISTENCE_RATE = 20;
