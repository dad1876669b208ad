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
  readonly parentUserId?: string;
  readonly previousUserId?: string;
  readonly previousParentUserId?: string;
}

const system = z.looseObject({
  type: text,
  wa_id: optional,
  new_wa_id: optional,
  user_id: optional,
  previous_user_id: optional,
  parent_user_id: optional,
  previous_parent_user_id: optional,
});
const changes: ReadonlyMap<string, SystemChange['change']> = new Map([
  ['user_changed_number', 'number'],
  ['customer_changed_number', 'number'],
  ['user_changed_user_id', 'user_id'],
  ['customer_identity_changed', 'identity'],
]);

/** @returns undefined for a type of system message that Meta has added since */
export function readSystem(item: JsonObject): SystemChange | undefined {
  const read = system.safeParse(isObject(item['system']) ? item['system'] : {});
  const change = read.success ? changes.get(read.data.type) : undefined;
  if (!read.success || !change) return undefined;
  const {
    wa_id,
    new_wa_id,
    user_id: userId,
    previous_user_id: previousUserId,
    parent_user_id: parentUserId,
    previous_parent_user_id: previousParentUserId,
  } = read.data;
  // where both come, `wa_id` is the old one
  const waId = new_wa_id ?? wa_id;
  return {
    change,
    ...(waId !== undefined && change !== 'identity' && { waId }),
    ...(userId !== undefined && { userId }),
    ...(parentUserId !== undefined && { parentUserId }),
    ...(previousUserId !== undefined && { previousUserId }),
    ...(previousParentUserId !== undefined && { previousParentUserId }),
  };
}

const ids = z.looseObject({ current: optional, previous: optional }).optional().catch(undefined);
const update = z.looseObject({ user_id: ids, parent_user_id: ids });

/** The same news under a field of its own, `user_id_update`, which Meta's page of user ids showed until August 2026. @returns undefined without a new id */
export function readUserIdUpdate(item: JsonObject): SystemChange | undefined {
  const { user_id: own, parent_user_id: parent } = update.parse(item);
  if (own?.current === undefined && parent?.current === undefined) return undefined;
  return {
    change: 'user_id',
    ...(own?.current !== undefined && { userId: own.current }),
    ...(parent?.current !== undefined && { parentUserId: parent.current }),
    ...(own?.previous !== undefined && { previousUserId: own.previous }),
    ...(parent?.previous !== undefined && { previousParentUserId: parent.previous }),
  };
}

/** Meta's word on whose a thread is: ours, or (`meta`) its own agent's or another app's. Shape: Meta's page on conversation routing, and measured by others. */
export interface ThreadControl {
  readonly heldBy: 'meta' | 'us';
  readonly time: number;
}

const handover = z.looseObject({ new_owner_role: text });
const agents = new Set(['ai_agent', 'meta_business_agent']);

/** Control is passed to whoever is told, unless it says that an AI agent has it now; taken, from whoever is told. @returns undefined for another event */
export function readThreadControl(item: JsonObject): ThreadControl | undefined {
  const time = metaTime(item['timestamp']);
  const taken = handover.safeParse(item['control_taken']);
  if (taken.success && item['type'] !== 'control_passed') return { heldBy: 'meta', time };
  const passed = handover.safeParse(item['control_passed']);
  if (!passed.success || item['type'] === 'control_taken') return undefined;
  return { heldBy: agents.has(passed.data.new_owner_role) ? 'meta' : 'us', time };
}
