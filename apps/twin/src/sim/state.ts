import type { Json } from '../domain/json.ts';
import type { BusinessNumber } from '../domain/notifications.ts';
import type { Pricing } from '../domain/pricing.ts';
import type { Portfolio } from '../domain/tier.ts';
import type { Template } from '../domain/template.ts';
import type { Contacted } from '../domain/window.ts';

export interface Customer {
  /** Digits of the phone, or the user id of somebody whose phone nobody knows. */
  key: string;
  phone?: string;
  name?: string;
  userId: string;
  username?: string;
  hiddenPhone: boolean;
  autoRead: boolean;
  optedOut: boolean;
  blocked: boolean;
  /** Has had enough marketing of all businesses for now. */
  marketingCapped?: boolean;
  onWhatsapp: boolean;
  /** Switched off or without a network: nothing is delivered until it is back. */
  offline?: boolean;
  contacted: Record<string, Contacted>;
}

export interface StatusAt {
  status: string;
  at: number;
  error?: Json;
}

/** One bubble of a thread. */
export interface Entry {
  wamid: string;
  numberId: string;
  direction: 'in' | 'out';
  at: number;
  type: string;
  text?: string;
  header?: string;
  footer?: string;
  template?: { name: string; language: string; category: string };
  buttons?: { id: string; title: string; kind?: string; url?: string }[];
  list?: { button: string; sections: Json[] };
  media?: { id?: string; link?: string; mime_type?: string; filename?: string };
  reaction?: { message_id: string; emoji: string };
  quotes?: string;
  fromApp?: boolean;
  message: Json;
  status: string;
  statuses: StatusAt[];
  planned: StatusAt[];
  silent?: boolean;
  pricing?: Pricing;
  callbackData?: string;
}

export interface MediaRecord {
  id: string;
  numberId: string;
  mime: string;
  sha256: string;
  bytes: number;
  filename?: string;
  expiresAt: number;
}

export interface Delivery {
  id: number;
  lane: string;
  body: Json;
  entry?: { key: string; wamid: string };
  firstAt: number;
  dueAt: number;
  attempts: number;
  lastStatus?: number;
}

export interface Notification {
  id: string;
  channel: string;
  at: number;
  body: unknown;
  idempotencyKey?: string;
}

export interface ShopWrite {
  key: string;
  order: string;
  at: number;
  body: unknown;
}

export interface State {
  clock: { offsetMs: number; version: number };
  numbers: BusinessNumber[];
  customers: Record<string, Customer>;
  threads: Record<string, Entry[]>;
  templates: Template[];
  media: Record<string, MediaRecord>;
  queue: Record<string, Delivery>;
  nextDelivery: number;
  webhook?: { url: string; verifyToken: string };
  overrides: Record<string, { url: string; verifyToken: string }>;
  blockedUsers: Record<string, string[]>;
  profile: Json;
  portfolio: Portfolio;
  notifications: Notification[];
  shopWrites: ShopWrite[];
}

export function initialState(numbers: BusinessNumber[], templates: Template[], customers: Customer[]): State {
  return {
    clock: { offsetMs: 0, version: 1 },
    numbers,
    customers: Object.fromEntries(customers.map((customer) => [customer.key, customer])),
    threads: {},
    templates,
    media: {},
    queue: {},
    nextDelivery: 1,
    overrides: {},
    blockedUsers: {},
    profile: { about: 'We are here to help.', email: 'help@nordlicht.example', websites: ['https://nordlicht.example'], vertical: 'RETAIL' },
    portfolio: { messagingLimit: 'TIER_250', overLimitCode: 131048, reached: {} },
    notifications: [],
    shopWrites: [],
  };
}
