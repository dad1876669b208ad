import type { Json } from '../domain/json.ts';
import { isErrorCode } from '../domain/errors.ts';

export const faultNames = [
  'graph_error', 'accept_then_timeout', 'slow', 'cut', 'no_statuses', 'duplicate_webhooks', 'reorder_statuses',
  'tampered_signature', 'expired_token', 'batch', 'shop_down', 'shop_slow', 'webhook_delay',
] as const;

export interface Fault {
  id: number;
  name: string;
  /** How often it still happens; absent: until it is taken away. */
  times?: number;
  match?: { phone?: string; text?: string; type?: string; path?: string };
  code?: number;
  status?: number;
  way?: 'sync' | 'async';
  delay_ms?: number;
  size?: number;
  /** Happens to this share of the occasions, drawn from `seed`: the same occasions, the same draws. */
  probability?: number;
  seed?: number;
  draws?: number;
}

export interface Occasion {
  phone?: string;
  text?: string;
  type?: string;
  path?: string;
}

/** `131056` and `500` are short for a `graph_error` of that code or HTTP status. */
export function faultOf(body: Json): Omit<Fault, 'id'> | undefined {
  const name = String(body.name ?? '');
  const number = /^\d+$/.test(name) ? Number(name) : undefined;
  const known = number !== undefined ? number >= 400 && number < 600 || isErrorCode(number) : (faultNames as readonly string[]).includes(name);
  if (!known) return undefined;
  const given = body as Partial<Fault>;
  const http = number !== undefined && number >= 400 && number < 600;
  return {
    name: number === undefined ? name : 'graph_error',
    ...(number === undefined ? (given.code === undefined ? {} : { code: Number(given.code) }) : { code: http ? (number >= 500 ? 2 : 4) : number }),
    ...(http ? { status: number } : given.status === undefined ? {} : { status: Number(given.status) }),
    ...(given.way === undefined ? {} : { way: given.way }),
    ...(given.match === undefined ? {} : { match: given.match }),
    ...(given.delay_ms === undefined ? {} : { delay_ms: Number(given.delay_ms) }),
    ...(given.size === undefined ? {} : { size: Number(given.size) }),
    ...(given.probability === undefined ? {} : { probability: Number(given.probability), seed: Number(given.seed ?? 1), draws: 0 }),
    ...(body.on === true || (given.probability !== undefined && given.times === undefined) ? {} : { times: given.times === undefined ? 1 : Number(given.times) }),
  };
}

/** `x-sim-fault: slow; delay_ms=300`, for one request. */
export function faultFromHeader(header: string | string[] | undefined): Omit<Fault, 'id'> | undefined {
  if (typeof header !== 'string') return undefined;
  const [name, ...settings] = header.split(';').map((part) => part.trim());
  return faultOf({ name, ...Object.fromEntries(settings.map((setting) => setting.split('=', 2).map((part) => part.trim()) as [string, string])) });
}

export class Faults {
  private list: Fault[] = [];
  private next = 1;

  all(): Fault[] {
    return this.list;
  }

  add(fault: Omit<Fault, 'id'>): Fault {
    const added = { ...fault, id: this.next++ };
    this.list.push(added);
    return added;
  }

  remove(name: string): void {
    this.list = this.list.filter((fault) => fault.name !== name && String(fault.code) !== name && String(fault.status) !== name);
  }

  clear(): void {
    this.list = [];
  }

  /** The first fault of this name that fits the occasion; its turn is used up. */
  take(name: string, occasion: Occasion = {}, also?: (fault: Fault) => boolean): Fault | undefined {
    const fault = this.list.find((one) => one.name === name && fits(one, occasion) && (also?.(one) ?? true) && drawn(one));
    if (fault?.times !== undefined) {
      fault.times -= 1;
      if (fault.times <= 0) this.list = this.list.filter((one) => one !== fault);
    }
    return fault;
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
  return (match.phone === undefined || match.phone.replace(/\D/g, '') === occasion.phone)
    && (match.type === undefined || match.type === occasion.type)
    && (match.text === undefined || (occasion.text ?? '').includes(match.text))
    && (match.path === undefined || (occasion.path ?? '').includes(match.path));
}
