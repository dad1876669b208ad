import { z } from 'zod';
import type { TemplateValue } from './outbound-template.ts';

/** A template as the account holds it. `variables`: how many values its body takes. */
export interface CatalogTemplate {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly category: string;
  readonly status: string;
  readonly body: string;
  readonly variables: number;
  /** GREEN, YELLOW, RED, UNKNOWN; empty: not told */
  readonly quality: string;
}

/** Meta tells the quality only to who asks. */
export const templateFields = 'id,name,language,category,status,components,quality_score';

const text = z.string().catch('');
const schema = z.looseObject({
  id: z.union([z.string(), z.number().transform(String)]),
  name: z.string().min(1),
  language: z.string().min(1),
  category: text,
  status: text,
  quality_score: z.looseObject({ score: text }).optional().catch(undefined),
  components: z.array(z.looseObject({ type: text, text: z.string().optional().catch(undefined) })).catch([]),
});

/** @returns undefined for what is not a template */
export function readTemplate(raw: unknown): CatalogTemplate | undefined {
  const read = schema.safeParse(raw);
  if (!read.success) return undefined;
  const { id, name, language, category, status, components, quality_score: quality } = read.data;
  const body = components.find((component) => component.type.toUpperCase() === 'BODY')?.text ?? '';
  return { id, name, language: language.replace('-', '_'), category, status, body, variables: new Set(body.match(/\{\{\s*\w+\s*\}\}/g)).size, quality: quality?.score ?? '' };
}

const invisible = /[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** Values for a positional body. Meta refuses new lines, tabs and runs of more than four spaces (132018); an empty value is refused too. */
export function templateValues(variables: readonly string[]): TemplateValue[] {
  const clean = (value: string): string => value.replace(invisible, '').replace(/\s+/g, ' ').trim() || '-';
  return variables.map((value) => ({ type: 'text', text: clean(value) }));
}
