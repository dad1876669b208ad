import { notHeld } from '@frontdesk/bus';
import { deletes } from '@frontdesk/runtime';
import type { Forgotten } from '@frontdesk/runtime';

const dayMs = 24 * 60 * 60_000;

const summaries = `delete from summaries where (conversation_id, case_number) in (
  select conversation_id, case_number from summaries where updated_hour < floor(extract(epoch from $1::timestamptz) / 3600)::int and ${notHeld()}
  order by updated_hour limit $2 for update skip locked)`;

/** A summary goes by its last reply, as who closes a case is not heard here: a case that people have had in hand for so long begins another. */
export const forgotten = ({ TEXTS_KEEP_DAYS: days }: { readonly TEXTS_KEEP_DAYS: number }): Forgotten[] => [
  { what: 'summaries', keptMs: days * dayMs, step: deletes(summaries) },
];
