import type { Problem } from './errors.ts';
import type { Json } from './json.ts';
import { asArray, asObject, asString, lengthOf } from './json.ts';

export interface Template {
  id: string;
  wabaId: string;
  name: string;
  language: string;
  category: string;
  status: string;
  parameter_format: 'POSITIONAL' | 'NAMED';
  components: Json[];
  quality_score?: { score: string; date?: number };
  rejected_reason?: string;
  previous_category?: string;
  /** -1: as long as Meta keeps anything. */
  ttlSeconds?: number;
  /** What is sent of it is held until Meta knows what people make of it. */
  paced?: boolean;
  /** How often it was paused, and until when it is. */
  pauses?: number;
  pausedUntil?: number;
  /** When it was changed, for the limits of changing. */
  edits?: number[];
}

export interface Hydrated {
  template: Template;
  header?: string;
  body: string;
  footer?: string;
  buttons: { id: string; title: string; kind: string; url?: string }[];
}

const MONTH = 30 * 24 * 3600;
/** Seconds for which Meta goes on trying, by category: the least and the most that a template may say. */
export const TTL: Readonly<Record<string, readonly [number, number]>> = {
  AUTHENTICATION: [30, 900],
  UTILITY: [30, 43_200],
  MARKETING: [43_200, MONTH],
};

/** How long a message waits for its phone, in milliseconds; login codes are of no use for long. */
export function keptFor(template: Pick<Template, 'category' | 'ttlSeconds'> | undefined): number {
  const { category, ttlSeconds = category === 'AUTHENTICATION' ? 600 : -1 } = template ?? {};
  return 1000 * (ttlSeconds === -1 ? MONTH : ttlSeconds);
}

export const variablesIn = (text: string): string[] => [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1]!))];

export const typeOf = (component: Json): string => String(component.type ?? '').toUpperCase();
const componentOf = (template: Template, type: string): Json | undefined =>
  template.components.find((component) => typeOf(component) === type);

/** Checks a template message in Meta's order and fills it in. */
export function hydrate(registry: readonly Template[], sent: Json): Hydrated | Problem {
  const name = String(sent.name);
  const language = String(asObject(sent.language).code);
  const template = registry.find((one) => one.name === name && one.language.toLowerCase() === language.toLowerCase());
  if (template?.status === 'PAUSED') return { code: 132015 };
  if (template?.status === 'DISABLED') return { code: 132016 };
  if (!template || template.status !== 'APPROVED')
    return { code: 132001, details: `template name (${name}) does not exist in ${language}` };
  const given = asArray(sent.components).map(asObject);
  const parametersOf = (type: string): Json[] => asArray(given.find((component) => typeOf(component) === type)?.parameters).map(asObject);
  const header = componentOf(template, 'HEADER');
  const body = String(componentOf(template, 'BODY')?.text ?? '');
  const headerText = String(header?.text ?? '');

  const counts = countProblem('body', body, parametersOf('BODY')) ?? headerProblem(header, headerText, parametersOf('HEADER'));
  if (counts) return counts;
  const formats =
    formatProblem(template, body, parametersOf('BODY')) ??
    formatProblem(template, headerText, header?.format === 'TEXT' ? parametersOf('HEADER') : []);
  if (formats) return formats;
  const buttons = buttonsOf(template, given);
  if (!Array.isArray(buttons)) return buttons;

  const filled = fill(template, body, parametersOf('BODY'));
  if (lengthOf(filled) > 1024) return { code: 132005, details: 'body: the hydrated text must be at most 1024 characters long.' };
  const footer = asString(componentOf(template, 'FOOTER')?.text);
  return {
    template,
    body: filled,
    buttons,
    ...(headerText ? { header: fill(template, headerText, parametersOf('HEADER')) } : {}),
    ...(footer ? { footer } : {}),
  };
}

function countProblem(part: string, text: string, parameters: Json[]): Problem | undefined {
  const expected = variablesIn(text).length;
  return parameters.length === expected
    ? undefined
    : {
        code: 132000,
        details: `${part}: number of localizable_params (${parameters.length}) does not match the expected number of params (${expected})`,
      };
}

function headerProblem(header: Json | undefined, text: string, parameters: Json[]): Problem | undefined {
  const format = String(header?.format ?? 'TEXT').toUpperCase();
  if (format === 'TEXT') return countProblem('header', text, parameters);
  if (parameters.length !== 1)
    return {
      code: 132012,
      details: `header: Format mismatch, expected ${format}, received ${parameters.length === 0 ? 'UNKNOWN' : 'TEXT'}`,
    };
  const type = String(parameters[0]!.type).toUpperCase();
  return type === format ? undefined : { code: 132012, details: `header: Format mismatch, expected ${format}, received ${type}` };
}

function formatProblem(template: Template, text: string, parameters: Json[]): Problem | undefined {
  const expected = variablesIn(text);
  for (const [index, parameter] of parameters.entries()) {
    const name = asString(parameter.parameter_name);
    const isNamed = template.parameter_format === 'NAMED';
    if (isNamed && name === undefined) return { code: 100, details: 'Parameter name is missing or empty' };
    if (name !== undefined && !(isNamed && expected.includes(name)))
      return {
        code: 132012,
        details: `Parameter name is '${name}' in a template of ${template.parameter_format.toLowerCase()} parameters`,
      };
    const value = valueOf(parameter);
    if (value === undefined || value === '')
      return { code: 131008, details: `Parameter at position ${index} of type ${String(parameter.type)} has no value` };
    if (/[\n\t]| {5,}/.test(value))
      return { code: 132018, details: 'Param text cannot have new-line/tab characters or more than 4 consecutive spaces' };
  }
  return undefined;
}

function valueOf(parameter: Json): string | undefined {
  if (parameter.type === 'text') return typeof parameter.text === 'string' ? parameter.text : undefined;
  if (parameter.type === 'currency') return asString(asObject(parameter.currency).fallback_value);
  if (parameter.type === 'date_time') return asString(asObject(parameter.date_time).fallback_value);
  return undefined;
}

/** Blanks with numbers are filled by those, whichever stands first. */
function fill(template: Template, text: string, parameters: Json[]): string {
  const isNamed = template.parameter_format === 'NAMED';
  const names = variablesIn(text).toSorted((a, b) => (isNamed ? 0 : Number(a) - Number(b)));
  const byName = new Map(
    parameters.map((parameter, index) => [isNamed ? String(parameter.parameter_name) : (names[index] ?? ''), valueOf(parameter) ?? '']),
  );
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => byName.get(name) ?? whole);
}

function buttonsOf(template: Template, given: Json[]): Hydrated['buttons'] | Problem {
  const buttons = asArray(componentOf(template, 'BUTTONS')?.buttons).map(asObject);
  const sent = given.filter((component) => typeOf(component) === 'BUTTON');
  const stray = sent.find((component) => buttons[Number(component.index)] === undefined);
  if (stray) return { code: 132000, details: `buttons: there is no button at index ${String(stray.index)}` };
  const result: Hydrated['buttons'] = [];
  for (const [index, button] of buttons.entries()) {
    const title = String(button.text ?? '');
    const parameter = asObject(asArray(sent.find((component) => Number(component.index) === index)?.parameters)[0]);
    const value = asString(parameter.payload) ?? asString(parameter.text) ?? asString(parameter.coupon_code);
    const kind = typeOf(button);
    if (kind === 'URL') {
      const url = String(button.url ?? '');
      if (variablesIn(url).length > 0 && value === undefined)
        return { code: 131008, details: `buttons: Button at index ${index} of type Url requires a parameter` };
      result.push({ id: '', title, kind, url: url.replace(/\{\{\s*\w+\s*\}\}/, value ?? '') });
    } else {
      if (kind === 'COPY_CODE' && value === undefined)
        return { code: 131008, details: `buttons: Button at index ${index} of type CopyCode requires a parameter` };
      result.push({ id: value ?? title, title, kind });
    }
  }
  return result;
}
