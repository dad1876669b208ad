import type { Template, TemplateContent } from '@frontdesk/contracts';
import { limits } from './bundle.ts';

/** Languages in which a template may stand in for a locale, best first. */
const fallbacks: Readonly<Record<string, readonly string[]>> = {
  en: ['en', 'en_US', 'en_GB'],
  de: ['de', 'de_DE', 'en', 'en_US', 'en_GB'],
};

/** @returns the approved utility template of that name without variables, in the locale or its declared fallback */
export function standIn(templates: readonly Template[], name: string, locale: string): Template | undefined {
  return (fallbacks[locale] ?? fallbacks['en']!)
    .map((language) => templates.find((t) => t.name === name && t.language === language && isUsable(t) && t.variables === 0))
    .find((template) => template !== undefined);
}

export type TemplateProblem = 'NO_TEMPLATE' | 'TEMPLATE_NOT_APPROVED' | 'TEMPLATE_QUALITY_RED' | 'TEMPLATE_VARIABLES';

/** Checks what a person wants sent against Meta's catalogue as it was last read. */
export function checkTemplate(templates: readonly Template[], content: TemplateContent): Template | TemplateProblem {
  const template = templates.find(({ name, language }) => name === content.name && language === content.language);
  if (!template) return 'NO_TEMPLATE';
  if (!isApproved(template)) return 'TEMPLATE_NOT_APPROVED';
  if (isRed(template)) return 'TEMPLATE_QUALITY_RED';
  const fits = content.variables.length === template.variables && content.variables.every(({ redacted }) => isVariable(redacted));
  return fits ? template : 'TEMPLATE_VARIABLES';
}

/** Whether it needs more than an opt-in to messages: a customer may have stopped these alone. */
export const isMarketing = (templates: readonly Template[], { name, language }: TemplateContent): boolean =>
  templates.some((one) => one.name === name && one.language === language && one.category === 'MARKETING');

const isApproved = ({ status, category }: Template): boolean => status === 'APPROVED' && category === 'UTILITY';
/** What customers block and report: each further one brings Meta's pause nearer. */
const isRed = ({ quality }: Template): boolean => quality === 'RED';
const isUsable = (template: Template): boolean => isApproved(template) && !isRed(template);

/** Meta refuses new lines, tabs and more than four spaces in a row; what can't be seen is refused by us. */
const unfit = /[\n\r\t]| {5}|[\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/u;

const isVariable = (value: string): boolean => value.trim() !== '' && value.length <= limits.variableLength && !unfit.test(value);
