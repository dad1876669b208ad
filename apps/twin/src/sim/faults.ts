import { isErrorCode } from '../domain/errors.ts';
import { asArray, isObject } from '../domain/json.ts';
import type { Json } from '../domain/json.ts';
import type { Store } from './store.ts';

export const faultNames = [
  'graph_error',
  'expired_token',
  'cut',
  'accept_then_timeout',
  'slow',
  'slow_body',
  'no_statuses',
  'reorder_statuses',
  'drop_webhooks',
  'duplicate_webhooks',
  'swap_webhooks',
  'webhook_delay',
  'tampered_signature',
  'batch',
  'flood',
  'shop_down',
  'shop_slow',
  'shop_takes_then_timeout',
  'model_error',
  'model_slow',
  'model_wrong',
  'model_empty',
  'model_filtered',
  'model_invents',
  'script',
  'storm',
] as const;

/** What one request or one message can carry along with it. */
export interface OwnFault {
  name: string;
  code?: number;
  status?: number;
  way?: 'sync' | 'async';
  delay_ms?: number;
  size?: number;
  /** Seconds, sent as `Retry-After`. */
  retry_after?: number;
}

export interface Fault extends OwnFault {
  id: number;
  /** How often it still happens; absent: until it is taken away. */
  times?: number;
  match?: { phone?: string; text?: string; type?: string; path?: string; what?: What };
  /** Happens to this share of the occasions, drawn from `seed`: the same occasions, the same draws. */
  probability?: number;
  seed?: number;
  draws?: number;
  /** Of a `script`: what happens to the next occasions, in order; `undefined` (written `-`): nothing. */
  steps?: (OwnFault | null)[];
  /** Of a `storm`: what may happen. */
  among?: OwnFault[];
}

/** A message of the business, another Graph call, a message of a customer. */
export type What = 'send' | 'call' | 'message';

export interface Occasion {
  phone?: string;
  text?: string;
  type?: string;
  path?: string;
  what?: What;
}

const KNOWN: readonly string[] = faultNames;
const isHttp = (number: number): boolean => number >= 400 && number < 600;

/** `131056` and `500` are short for a `graph_error` of that code or HTTP status. */
function ownFault(given: unknown): OwnFault | undefined {
  const body: Json = isObject(given) ? given : { name: given };
  const name = String(body.name ?? '');
  const number = /^\d+$/.test(name) ? Number(name) : undefined;
  if (number === undefined ? !KNOWN.includes(name) : !isHttp(number) && !isErrorCode(number)) return undefined;
  const numeric = (key: string): Json => (body[key] === undefined ? {} : { [key]: Number(body[key]) });
  const what: Json =
    number === undefined
      ? { name, ...numeric('code'), ...numeric('status') }
      : isHttp(number)
        ? { name: 'graph_error', code: number >= 500 ? 2 : 4, status: number }
        : { name: 'graph_error', code: number, ...numeric('status') };
  return {
    ...what,
    ...numeric('delay_ms'),
    ...numeric('size'),
    ...numeric('retry_after'),
    ...(body.way === 'sync' || body.way === 'async' ? { way: body.way } : {}),
  } as OwnFault;
}

/** A fault as `POST /_sim/faults` takes it, or undefined when there is no such one. */
export function faultOf(body: Json): Omit<Fault, 'id'> | undefined {
  const own = ownFault(body.script === undefined ? body : { ...body, name: 'script' });
  if (!own) return undefined;
  const steps =
    own.name === 'script'
      ? asArray(body.script ?? body.steps).map((step) => (step === '-' || step === null ? null : ownFault(step)))
      : undefined;
  const among = own.name === 'storm' ? asArray(body.among).map(ownFault) : undefined;
  if (steps?.includes(undefined) || among?.includes(undefined) || steps?.length === 0 || among?.length === 0) return undefined;
  const chance = body.probability !== undefined || among !== undefined;
  return {
    ...own,
    ...(body.match === undefined ? {} : { match: body.match as NonNullable<Fault['match']> }),
    ...(chance ? { probability: Number(body.probability ?? 0.5), seed: Number(body.seed ?? 1), draws: 0 } : {}),
    ...(steps ? { steps: steps as (OwnFault | null)[] } : {}),
    ...(among ? { among: among as OwnFault[] } : {}),
    ...(body.on === true || steps || (chance && body.times === undefined)
      ? {}
      : { times: body.times === undefined ? 1 : Number(body.times) }),
  };
}

/** `x-sim-fault: slow; delay_ms=300`, for one request and what comes of it. */
export function faultFromHeader(header: string | string[] | undefined): OwnFault | undefined {
  if (typeof header !== 'string') return undefined;
  const [name, ...settings] = header.split(';').map((part) => part.trim());
  return ownFault({
    name,
    ...Object.fromEntries(settings.map((setting) => setting.split('=', 2).map((part) => part.trim()) as [string, string])),
  });
}

export class Faults {
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  all(): Fault[] {
    return this.store.state.faults;
  }

  add(fault: Omit<Fault, 'id'>): void {
    const id = 1 + Math.max(0, ...this.all().map((one) => one.id));
    this.all().push({ ...fault, id });
    void this.store.changed();
  }

  remove(name: string): void {
    this.keep((fault) => fault.name !== name && String(fault.code) !== name && String(fault.status) !== name);
  }

  clear(): void {
    this.keep(() => false);
  }

  /** The first fault of this name that fits the occasion; its turn is used up. */
  take(name: string, occasion: Occasion = {}, also?: (fault: Fault) => boolean): Fault | undefined {
    const fault = this.all().find((one) => one.name === name && fits(one, occasion) && (also?.(one) ?? true) && drawn(one));
    if (fault?.times !== undefined) {
      fault.times -= 1;
      if (fault.times <= 0) this.keep((one) => one !== fault);
    }
    return fault;
  }

  /** What a script or a storm has for this occasion. */
  next(occasion: Occasion & { what: What }): OwnFault | undefined {
    const meant = ({ match }: Fault): boolean => (match?.what ?? (match?.path === undefined ? 'send' : 'call')) === occasion.what;
    const script = this.all().find((one) => one.name === 'script' && meant(one) && fits(one, occasion));
    if (script) {
      const step = script.steps!.shift() ?? undefined;
      if (script.steps!.length === 0) this.keep((one) => one !== script);
      void this.store.changed();
      return step;
    }
    const storm = this.take('storm', occasion, meant);
    return storm && storm.among![Math.floor(uniform(storm.seed! * 0x85ebca6b + storm.draws!) * storm.among!.length)];
  }

  private keep(which: (fault: Fault) => boolean): void {
    this.store.state.faults = this.all().filter(which);
    void this.store.changed();
  }
}

function drawn(fault: Fault): boolean {
  if (fault.probability === undefined) return true;
  fault.draws = (fault.draws ?? 0) + 1;
  return uniform((fault.seed ?? 1) * 0x9e3779b1 + fault.draws) < fault.probability;
}

/** A number in 0..1 that looks random and is not (mulberry32). */
function uniform(seed: number): number {
  let t = Math.imul(seed + 0x6d2b79f5, 1) | 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}

function fits({ match }: Fault, occasion: Occasion): boolean {
  if (!match) return true;
  return (
    (match.phone === undefined || match.phone.replace(/\D/g, '') === occasion.phone) &&
    (match.type === undefined || match.type === occasion.type) &&
    (match.text === undefined || (occasion.text ?? '').includes(match.text)) &&
    (match.path === undefined || (occasion.path ?? '').includes(match.path))
  );
}
