import { z } from 'zod';
import { isObject } from './limits.ts';
import type { JsonObject } from './limits.ts';
import { metaTime } from './time.ts';

const text = z.string().catch('');
/** Some senders of system messages write members they have nothing for as empty words. */
const optional = z.string().min(1).optional().catch(undefined);

/** What a `system` message says about its sender: new aliases, and those they had before. */
export interface SystemChange {
  readonly change: 'number' | 'user_id' | 'identity';
  readonly waId?: string;
  readonly userId?: string;
  readonly previousUserId?: string;
}

const system = z.looseObject({ type: text, wa_id: optional, new_wa_id: optional, user_id: optional, previous_user_id: optional });
const changes: ReadonlyMap<string, SystemChange['change']> = new Map([
  ['user_changed_number', 'number'], ['customer_changed_number', 'number'], ['user_changed_user_id', 'user_id'], ['customer_identity_changed', 'identity'],
]);

/** @returns undefined for a type of system message that Meta has added since */
export function readSystem(item: JsonObject): SystemChange | undefined {
  const read = system.safeParse(isObject(item['system']) ? item['system'] : {});
  const change = read.success ? changes.get(read.data.type) : undefined;
  if (!read.success || !change) return undefined;
  const { wa_id, new_wa_id, user_id: userId, previous_user_id: previousUserId } = read.data;
  // where both come, `wa_id` is the old one
  const waId = new_wa_id ?? wa_id;
  return {
    change,
    ...(waId !== undefined && change === 'number' && { waId }),
    ...(userId !== undefined && { userId }),
    ...(previousUserId !== undefined && { previousUserId }),
  };
}

/** Meta's word on whose a thread is: its own agent's, or ours. Shape: measured by others in 2026, not documented. */
export interface ThreadControl { readonly heldBy: 'meta' | 'us'; readonly time: number }

const passed = z.looseObject({ new_owner_role: text });
const agents = new Set(['ai_agent', 'meta_business_agent']);

/** Control is passed to whoever is told, unless it says that an AI agent has it now. @returns undefined for another event */
export function readThreadControl(item: JsonObject): ThreadControl | undefined {
  const read = passed.safeParse(item['control_passed']);
  if (!read.success) return undefined;
  return { heldBy: agents.has(read.data.new_owner_role) ? 'meta' : 'us', time: metaTime(item['timestamp']) };
}
