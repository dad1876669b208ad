import { asArray, asObject } from '../domain/json.ts';
import type { Json } from '../domain/json.ts';
import { typeOf } from '../domain/template.ts';
import type { Template } from '../domain/template.ts';
import { tell } from './accounts.ts';
import type { Sim } from './sim.ts';

const named = ({ id, name, language }: Template): Record<string, unknown> => ({
  message_template_id: Number(id),
  message_template_name: name,
  message_template_language: language,
});

const REVIEW_TAKES = 2000;
const HOUR = 3_600_000;
const PAUSES = [
  { title: 'FIRST_PAUSE', hours: 3 },
  { title: 'SECOND_PAUSE', hours: 6 },
];

/** What can be told of a template. */
export const TEMPLATE_EVENTS: readonly string[] = (
  'APPROVED REJECTED PENDING PAUSED UNPAUSED DISABLED FLAGGED REINSTATED IN_APPEAL ' +
  'PENDING_DELETION DELETED LIMIT_EXCEEDED ARCHIVED UNARCHIVED LOCKED UNLOCKED'
).split(' ');

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

/** What was paused goes on by itself. */
export function unpauseLater(sim: Sim, template: Template): void {
  const { pausedUntil: until } = template;
  if (until === undefined) return;
  sim.scheduler.at(until, () => {
    if (template.status === 'PAUSED' && template.pausedUntil === until) templateEvent(sim, template, 'UNPAUSED');
  });
}

/** Meta decides on a template, and says so; the third time it is not paused but disabled. */
export function templateEvent(sim: Sim, template: Template, wanted: string, reason?: string): void {
  const pause = wanted === 'PAUSED' ? PAUSES[template.pauses ?? 0] : undefined;
  const event = wanted === 'PAUSED' && !pause ? 'DISABLED' : wanted;
  template.status = stateAfter(template, event);
  if (pause) {
    Object.assign(template, { pauses: (template.pauses ?? 0) + 1, pausedUntil: sim.clock.now() + pause.hours * HOUR });
    unpauseLater(sim, template);
  }
  if (reason !== undefined) template.rejected_reason = reason;
  void sim.store.changed();
  tell(sim, template.wabaId, 'message_template_status_update', {
    event,
    ...named(template),
    reason: reason ?? USUAL_REASON[event] ?? null,
    message_template_category: template.category,
    ...otherInfo(event, wanted, pause),
    ...(event === 'REJECTED'
      ? { rejection_info: { reason: reason ?? 'INVALID_FORMAT', recommendation: 'Change the template and send it again.' } }
      : {}),
    ...(event === 'DISABLED' ? { disable_info: { disable_date: Math.floor(sim.clock.now() / 1000) } } : {}),
  });
}

const USUAL_REASON: Readonly<Record<string, string>> = { APPROVED: 'NONE', REJECTED: 'INVALID_FORMAT' };

function otherInfo(event: string, wanted: string, pause: (typeof PAUSES)[number] | undefined): Json {
  const info = (title: string, description: string): Json => ({ other_info: { title, description } });
  if (pause) return info(pause.title, `The template has been paused for ${pause.hours} hours because of what customers said about it.`);
  if (wanted === 'PAUSED') return info('DISABLED', 'The template has been disabled because of what customers said about it.');
  if (event === 'UNPAUSED') return info('UNPAUSE', 'The template can be sent again.');
  return event === 'LOCKED' || event === 'UNLOCKED' ? info(event, `The template has been ${event.toLowerCase()}.`) : {};
}

/** Somebody has changed a template: what it says now, before it is looked at. */
export function templateComponents(sim: Sim, template: Template): void {
  const of = (type: string): Json => template.components.find((component) => typeOf(component) === type) ?? {};
  const [{ text: title }, { text: element }, { text: footer }] = [of('HEADER'), of('BODY'), of('FOOTER')];
  const buttons = asArray(of('BUTTONS').buttons).map(asObject);
  tell(sim, template.wabaId, 'message_template_components_update', {
    ...named(template),
    message_template_element: element,
    ...(title === undefined ? {} : { message_template_title: title }),
    ...(footer === undefined ? {} : { message_template_footer: footer }),
    ...(buttons.length === 0
      ? {}
      : {
          message_template_buttons: buttons.map(({ text, url, phone_number: phone, ...button }) => ({
            message_template_button_type: typeOf(button),
            message_template_button_text: text,
            ...(url === undefined ? {} : { message_template_button_url: url }),
            ...(phone === undefined ? {} : { message_template_button_phone_number: phone }),
          })),
        }),
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
