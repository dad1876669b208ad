import { z } from 'zod';
import type { TemplateValue } from './outbound-template.ts';

/** A template as the account holds it. */
export interface CatalogTemplate {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly category: string;
  readonly status: string;
  readonly body: string;
  /** how many values its body takes */
  readonly variables: number;
  /** of the variables, in their order; empty where they have numbers */
  readonly names: string[];
  /** what it takes besides values for its body: HEADER, BUTTON, CAROUSEL, OFFER or CODE; empty: nothing */
  readonly needs: string;
  /** GREEN, YELLOW, RED, UNKNOWN; empty: not told */
  readonly quality: string;
}

/** Meta tells the quality only to who asks. */
export const templateFields = 'id,name,language,category,status,components,quality_score';

const text = z.string().catch('');
const button = z.looseObject({ type: text, url: text });
const component = z.looseObject({ type: text, format: text, text, buttons: z.array(button).catch([]) });
const schema = z.looseObject({
  id: z.union([z.string(), z.number().transform(String)]),
  name: z.string().min(1),
  language: z.string().min(1),
  category: text,
  status: text,
  quality_score: z.looseObject({ score: text }).optional().catch(undefined),
  components: z.array(component).catch([]),
});

/** @returns undefined for what is not a template */
export function readTemplate(raw: unknown): CatalogTemplate | undefined {
  const read = schema.safeParse(raw);
  if (!read.success) return undefined;
  const { id, name, language, category, status, components, quality_score: quality } = read.data;
  const body = components.find((one) => one.type.toUpperCase() === 'BODY')?.text ?? '';
  const variables = variablesOf(body);
  const needs = category.toUpperCase() === 'AUTHENTICATION' ? 'CODE' : (components.map(needOf).find((need) => need !== '') ?? '');
  return {
    id,
    name,
    language: language.replace('-', '_'),
    category,
    status,
    body,
    needs,
    quality: quality?.score ?? '',
    variables: variables.length,
    names: variables.every((variable) => /^\d+$/.test(variable)) ? [] : variables,
  };
}

/** In the order in which they first stand in a text. */
const variablesOf = (body: string): string[] => [...new Set([...body.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, variable]) => variable!))];

/** Buttons that are shown as they are; any other needs a value, or may: what Meta adds is not sent blindly. */
const plainButtons: ReadonlySet<string> = new Set(['QUICK_REPLY', 'PHONE_NUMBER', 'REQUEST_CONTACT_INFO', 'VOICE_CALL']);

/** What a component other than the body has to be given with each message. */
function needOf({ type, format, text: words, buttons }: z.output<typeof component>): string {
  switch (type.toUpperCase()) {
    case 'HEADER':
      return (format.toUpperCase() || 'TEXT') !== 'TEXT' || variablesOf(words).length > 0 ? 'HEADER' : '';
    case 'BUTTONS':
      return buttons.every(
        (one) => plainButtons.has(one.type.toUpperCase()) || (one.type.toUpperCase() === 'URL' && !one.url.includes('{{')),
      )
        ? ''
        : 'BUTTON';
    case 'CAROUSEL':
      return 'CAROUSEL';
    case 'LIMITED_TIME_OFFER':
      return 'OFFER';
    default:
      return '';
  }
}

/** Zero-width characters, and those that turn the direction of what follows. */
const invisible = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Values for a body. Meta refuses new lines, tabs and runs of more than four spaces (132018); an empty value is refused too.
 * @param names of the variables, where they have any
 */
export function templateValues(variables: readonly string[], names: readonly string[] = []): TemplateValue[] {
  const clean = (value: string): string => value.replace(invisible, '').replace(/\s+/g, ' ').trim() || '-';
  return variables.map((value, index) => ({ type: 'text', text: clean(value), ...(names[index] !== undefined && { name: names[index] }) }));
}
