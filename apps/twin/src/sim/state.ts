import type { Json } from '../domain/json.ts';
import { twinDefaults } from '../defaults.ts';
import type { Account, MetaApp, NumberState, Webhook } from '../domain/account.ts';
import type { Pricing } from '../domain/pricing.ts';
import type { Identity } from '../domain/identity.ts';
import { defaultRules } from '../domain/rules.ts';
import type { Rules } from '../domain/rules.ts';
import type { Portfolio } from '../domain/tier.ts';
import type { Template } from '../domain/template.ts';
import type { Contacted } from '../domain/window.ts';
import type { Fault, OwnFault } from './faults.ts';

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
  /** Absent: never changed. */
  identity?: Identity;
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
  /** Of a carousel: what stands on each card. */
  cards?: string[];
  /** `kind` where the message is something else and this stands above it. */
  media?: { id?: string; link?: string; mime_type?: string; filename?: string; voice?: boolean; kind?: string };
  reaction?: { message_id: string; emoji: string };
  quotes?: string;
  fromApp?: boolean;
  /** Written by Meta's own agent. */
  byAgent?: boolean;
  message: Json;
  status: string;
  statuses: StatusAt[];
  planned: StatusAt[];
  silent?: boolean;
  pricing?: Pricing;
  /** End of the free entry point that it was sent in. */
  freeUntil?: number;
  /** Undelivered by then, it is dropped without a word. */
  expiresAt?: number;
  /** Changed or taken back by its author. */
  edited?: boolean;
  revoked?: boolean;
  /** What kind of interactive message it is. */
  interactive?: string;
  callbackData?: string;
  /** The identity that it was sent to. */
  identityHash?: string;
  /** The paced template that it waits for. */
  heldFor?: string;
  /** What happens to the webhooks that tell of it. */
  fault?: OwnFault;
}

export interface MediaRecord {
  id: string;
  numberId: string;
  mime: string;
  sha256: string;
  bytes: number;
  filename?: string;
  animated?: boolean;
  expiresAt: number;
}

export interface Delivery {
  id: number;
  lane: string;
  /** Absent: the app that the twin was started with. */
  appId?: string;
  body: Json;
  entry?: { key: string; wamid: string };
  /** What happens to this one alone. */
  fault?: OwnFault;
  /** What comes later overtakes it: a late copy, or one that changes places with the next. */
  held?: 'late' | 'swapped';
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

/** A change that the shop was asked for, by its key: what it answered the first time, it answers each time. */
export interface ShopChange {
  key: string;
  order: string;
  lines: string[];
  status: number;
  at: number;
  asked: number;
}

export interface State {
  clock: { offsetMs: number; version: number };
  rules: Rules;
  portfolios: Record<string, Portfolio>;
  accounts: Record<string, Account>;
  /** Beside the one that the twin was started with. */
  apps: Record<string, MetaApp>;
  numbers: NumberState[];
  customers: Record<string, Customer>;
  threads: Record<string, Entry[]>;
  templates: Template[];
  media: Record<string, MediaRecord>;
  /** Resumable uploads: how much was announced, and how much of it is here. */
  uploads: Record<string, { length: number; type: string; got: number }>;
  queue: Record<string, Delivery>;
  nextDelivery: number;
  webhook?: Webhook;
  overrides: Record<string, Webhook>;
  /** Deleted templates (account:name:language), and until when the name can't be used again. */
  blockedNames: Record<string, number>;
  blockedUsers: Record<string, string[]>;
  faults: Fault[];
  notifications: Notification[];
  shopChanges: ShopChange[];
}

export const newPortfolio = (id: string): Portfolio => ({ id, messagingLimit: 'TIER_250', overLimitCode: 131048, reached: {} });

/** Of a file that an earlier twin wrote, which knew one account only. */
export function upgraded(state: State): State {
  for (const template of state.templates) template.wabaId ??= twinDefaults.wabaId;
  state.rules = { ...defaultRules(), ...state.rules };
  return state;
}

export function initialState(numbers: NumberState[], templates: Template[], customers: Customer[]): State {
  const { portfolioId, appId, verifiedName } = twinDefaults;
  const account = (id: string): Account => ({ id, name: verifiedName, portfolioId, apps: { [appId]: { subscribed: true } } });
  return {
    clock: { offsetMs: 0, version: 1 },
    rules: defaultRules(),
    portfolios: { [portfolioId]: newPortfolio(portfolioId) },
    accounts: Object.fromEntries(numbers.map(({ wabaId }) => [wabaId, account(wabaId)])),
    apps: {},
    // Copies: the twin writes into them, and a reset starts from these again.
    numbers: numbers.map((number) => ({ ...number })),
    customers: Object.fromEntries(customers.map((customer) => [customer.key, customer])),
    threads: {},
    templates,
    media: {},
    uploads: {},
    queue: {},
    nextDelivery: 1,
    overrides: {},
    blockedNames: {},
    blockedUsers: {},
    faults: [],
    notifications: [],
    shopChanges: [],
  };
}
