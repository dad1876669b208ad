import type { Template } from '../domain/template.ts';
import { tell } from './accounts.ts';
import type { Sim } from './sim.ts';

const named = ({ id, name, language }: Template): Record<string, unknown> => ({
  message_template_id: Number(id),
  message_template_name: name,
  message_template_language: language,
});

const REVIEW_TAKES = 2000;

/** A new or changed template is looked at, and found good unless somebody decides otherwise before. */
export function review(sim: Sim, template: Template): void {
  sim.scheduler.at(sim.clock.now() + REVIEW_TAKES, () => {
    if (template.status === 'PENDING') templateEvent(sim, template, 'APPROVED');
  });
}

/** Flagged and locked say something about a template, but not that it may no longer be sent. */
function stateAfter({ status }: Template, event: string): string {
  if (event === 'FLAGGED' || event === 'LOCKED' || event === 'UNLOCKED') return status;
  return event === 'UNPAUSED' || event === 'REINSTATED' || event === 'UNARCHIVED' ? 'APPROVED' : event;
}

/** Meta decides on a template, and says so. */
export function templateEvent(sim: Sim, template: Template, event: string, reason?: string): void {
  template.status = stateAfter(template, event);
  if (reason !== undefined) template.rejected_reason = reason;
  void sim.store.changed();
  tell(sim, template.wabaId, 'message_template_status_update', {
    event,
    ...named(template),
    reason: reason ?? (event === 'APPROVED' ? 'NONE' : null),
    message_template_category: template.category,
    ...(event === 'PAUSED'
      ? {
          other_info: {
            title: 'FIRST_PAUSE',
            description: 'The template has been paused for 3 hours because of what customers said about it.',
          },
        }
      : {}),
    ...(event === 'REJECTED'
      ? { rejection_info: { reason: reason ?? 'INVALID_FORMAT', recommendation: 'Change the template and send it again.' } }
      : {}),
    ...(event === 'DISABLED' ? { disable_info: { disable_date: Math.floor(sim.clock.now() / 1000) } } : {}),
  });
}

export function templateQuality(sim: Sim, template: Template, score: string): void {
  const previous = template.quality_score?.score ?? 'UNKNOWN';
  template.quality_score = { score, date: Math.floor(sim.clock.now() / 1000) };
  void sim.store.changed();
  tell(sim, template.wabaId, 'message_template_quality_update', {
    previous_quality_score: previous,
    new_quality_score: score,
    ...named(template),
  });
}

/** Meta announces another category, and changes it when `now` is said. */
export function templateCategory(sim: Sim, template: Template, category: string, now: boolean): void {
  const previous = template.category;
  if (now) Object.assign(template, { category, previous_category: previous });
  void sim.store.changed();
  tell(
    sim,
    template.wabaId,
    'template_category_update',
    now
      ? { ...named(template), previous_category: previous, new_category: category }
      : {
          ...named(template),
          new_category: previous,
          correct_category: category,
          category_update_timestamp: Math.floor(sim.clock.now() / 1000) + 24 * 3600,
        },
  );
}
