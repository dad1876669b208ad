import { notHeld } from '@frontdesk/bus';
import { deletes } from '@frontdesk/runtime';
import type { Forgotten } from '@frontdesk/runtime';

const dayMs = 24 * 60 * 60_000;

const calls = `delete from tool_calls where (cause_id, ordinal) in (
  select cause_id, ordinal from tool_calls where at < $1 and ${notHeld()} order by at limit $2 for update skip locked)`;

/** A call names the order that was asked about. */
export const forgotten = ({ TEXTS_KEEP_DAYS: days }: { readonly TEXTS_KEEP_DAYS: number }): Forgotten[] => [
  { what: 'tool calls', keptMs: days * dayMs, step: deletes(calls) },
];
