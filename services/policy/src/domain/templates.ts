import type { Message, Template, TemplateContent } from '@frontdesk/contracts';
import { limits } from './bundle.ts';

/** Those that go out without a person's choice, by the names under which Meta has them: docs/deploy.md says how they have to be. */
export const standIns = ['conversation_update', 'csat_rating'] as const;
export type StandIn = (typeof standIns)[number];
/** What of a template decides whether it can be sent by itself. */
type Shape = Pick<Template, 'name' | 'language' | 'status' | 'category' | 'quality' | 'variables' | 'needs'>;

/** @returns the names that these messages can be decided with: whatever stands in, and what a person chose */
export function namesFor(messages: readonly Message[]): string[] {
  const chosen = messages.flatMap(({ data }) => ('template' in data && data.template ? [data.template.name] : []));
  return [...new Set([...standIns, ...chosen])];
}

/** Languages in which a template may stand in for a locale, best first. */
const fallbacks: Readonly<Record<string, readonly string[]>> = {
  en: ['en', 'en_US', 'en_GB'],
  de: ['de', 'de_DE', 'en', 'en_US', 'en_GB'],
};

/** @returns the approved utility template of that name without variables, in the locale or its declared fallback */
export function standIn<T extends Shape>(templates: readonly T[], name: StandIn, locale: string): T | undefined {
  return (fallbacks[locale] ?? fallbacks['en']!)
    .map((language) =>
      templates.find((t) => t.name === name && t.language === language && isUsable(t) && t.variables === 0 && t.needs === ''),
    )
    .find((template) => template !== undefined);
}

/** Whether something can stand in, for each name and each language that customers are answered in. */
export const standInsOf = (templates: readonly Shape[]): { name: StandIn; locale: string; isThere: boolean }[] =>
  standIns.flatMap((name) =>
    Object.keys(fallbacks).map((locale) => ({ name, locale, isThere: standIn(templates, name, locale) !== undefined })),
  );

export type TemplateProblem =
  | 'NO_TEMPLATE'
  | 'TEMPLATE_NOT_APPROVED'
  | 'TEMPLATE_QUALITY_RED'
  | 'TEMPLATE_COMPONENTS'
  | 'TEMPLATE_VARIABLES';

/** Checks what a person wants sent against Meta's catalogue as it was last read. */
export function checkTemplate(templates: readonly Template[], content: TemplateContent): Template | TemplateProblem {
  const template = templates.find(({ name, language }) => name === content.name && language === content.language);
  if (!template) return 'NO_TEMPLATE';
  if (!isApproved(template)) return 'TEMPLATE_NOT_APPROVED';
  if (isRed(template)) return 'TEMPLATE_QUALITY_RED';
  // a picture above it or a value for its button: we have none to give
  if (template.needs !== '') return 'TEMPLATE_COMPONENTS';
  const values = content.variables.map(({ redacted }) => redacted);
  const fits =
    values.length === template.variables && values.every(isVariable) && filledBody(template, values).length <= limits.templateLength;
  return fits ? template : 'TEMPLATE_VARIABLES';
}

/** What it is to Meta, in small letters; one that is not known is refused as that. */
export const categoryOf = (templates: readonly Template[], { name, language }: TemplateContent): string =>
  (templates.find((one) => one.name === name && one.language === language)?.category ?? 'UTILITY').toLowerCase();

const isApproved = ({ status, category }: Pick<Shape, 'status' | 'category'>): boolean => status === 'APPROVED' && category === 'UTILITY';
/** What customers block and report: each further one brings Meta's pause nearer. */
const isRed = ({ quality }: Pick<Shape, 'quality'>): boolean => quality === 'RED';
const isUsable = (template: Shape): boolean => isApproved(template) && !isRed(template);

/** Zero-width characters, and those that turn the direction of what follows: gateway sends none of them. */
const invisible = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;
/** What is sent of a value: gateway takes out what can't be seen and makes one space of several (libs/whatsapp, `templateValues`). */
const seen = (value: string): string => value.replace(invisible, '').replace(/\s+/gu, ' ').trim();

/** Meta refuses new lines and tabs: what was written in lines would lose its sense in one. */
const isVariable = (value: string): boolean =>
  seen(value) !== '' && seen(value).length <= limits.variableLength && !/[\n\r\t\u2028\u2029]/u.test(value);

/** The body as it will read, by the redacted form of its values; those that are missing leave nothing. */
export function filledBody({ body, names }: Template, values: readonly string[]): string {
  return body.replace(/\{\{\s*(\w+)\s*\}\}/gu, (_, name: string) =>
    seen(values[names.length === 0 ? Number(name) - 1 : names.indexOf(name)] ?? ''),
  );
}
