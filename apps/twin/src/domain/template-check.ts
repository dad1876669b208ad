import type { Problem } from './errors.ts';
import { invalid, required, tooLong } from './errors.ts';
import type { Json } from './json.ts';
import { asArray, asObject, asString, isObject, lengthOf } from './json.ts';
import { typeOf, variablesIn } from './template.ts';

/** Of the page of supported languages. */
const LANGUAGES = new Set((
  'af ar ar_AE ar_EG ar_LB ar_MA ar_QA az be_BY bg bn bn_IN ca cs da de de_AT de_CH el en en_AE en_AU en_CA en_GB en_GH en_IE en_IN ' +
  'en_JM en_MY en_NZ en_QA en_SG en_UG en_US en_ZA es es_AR es_CL es_CO es_CR es_DO es_EC es_ES es_HN es_MX es_PA es_PE es_UY et fa ' +
  'fi fil fr fr_BE fr_CA fr_CH fr_CI fr_MA ga gu ha he hi hr hu id it ja ka kk kn ko ky_KG lo lt lv mk ml mr ms nb nl nl_BE pa pl ' +
  'prs_AF ps_AF pt_BR pt_PT ro ru rw_RW si_LK sk sl sq sr sv sw ta te th tr uk ur uz vi zh_CN zh_HK zh_TW zu'
).split(' '));

/** The creation rules that a template's author meets first. */
export function templateProblem(body: Json): Problem | undefined {
  const name = asString(body.name);
  if (name === undefined) return required('name');
  if (!/^[a-z0-9_]{1,512}$/.test(name)) return invalid('name may only have lower-case letters, digits and underscores, and 512 of them.');
  if (asString(body.language) === undefined) return required('language');
  if (!LANGUAGES.has(String(body.language))) return { code: 100, message: `(#100) Param language must be one of the supported languages - got '${String(body.language)}'.` };
  if (!['MARKETING', 'UTILITY', 'AUTHENTICATION'].includes(String(body.category).toUpperCase())) return invalid('category must be one of MARKETING, UTILITY, AUTHENTICATION.');
  return componentsProblem(body.components, String(body.category).toUpperCase());
}

/** Header, body, footer and buttons within their limits. */
export function componentsProblem(given: unknown, category: string): Problem | undefined {
  const components = asArray(given);
  if (!components.every(isObject)) return invalid('components must be an array of objects.');
  const of = (type: string): Json | undefined => components.filter(isObject).find((component) => typeOf(component) === type);
  const text = asString(of('BODY')?.text);
  if (text === undefined) return category === 'AUTHENTICATION' ? undefined : required('components[BODY].text');
  if (lengthOf(text) > 1024) return { ...tooLong('components[BODY].text', 1024), code: 2388040 };
  if (/^\s*\{\{|\}\}\s*$/.test(text)) return { code: 2388299, details: 'Variables may not be at the start or the end of the template.' };
  if (/\}\}\s*\{\{/.test(text)) return { code: 2388293, details: 'Variables may not be next to each other.' };
  if (text.split(/\s+/).filter((word) => /\p{L}/u.test(word) && !word.includes('{{')).length < variablesIn(text).length) return { code: 2388293, details: 'There are too many variables for so few words.' };
  if (variablesIn(String(of('HEADER')?.text ?? '')).length > 1) return invalid('components[HEADER].text may have one variable.');
  if (variablesIn(String(of('FOOTER')?.text ?? '')).length > 0) return invalid('components[FOOTER].text may have no variables.');
  if (lengthOf(String(of('HEADER')?.text ?? '')) > 60) return { ...tooLong('components[HEADER].text', 60), code: 2388047 };
  if (lengthOf(String(of('FOOTER')?.text ?? '')) > 60) return { ...tooLong('components[FOOTER].text', 60), code: 2388073 };
  const buttons = asArray(of('BUTTONS')?.buttons).map(asObject);
  if (buttons.length > 10) return invalid('components[BUTTONS].buttons must have at most 10 elements.');
  if (buttons.some((button) => lengthOf(String(button.text ?? '')) > 25)) return tooLong('components[BUTTONS].buttons[].text', 25);
  return buttonsProblem(buttons);
}

function buttonsProblem(buttons: Json[]): Problem | undefined {
  const kind = (type: string): Json[] => buttons.filter((button) => typeOf(button) === type);
  if (kind('URL').length > 2) return invalid('components[BUTTONS].buttons may have at most 2 of type URL.');
  if (kind('PHONE_NUMBER').length > 1) return invalid('components[BUTTONS].buttons may have at most 1 of type PHONE_NUMBER.');
  if (kind('URL').some(({ url }) => lengthOf(String(url ?? '')) > 2000)) return tooLong('components[BUTTONS].buttons[].url', 2000);
  if (kind('URL').some(({ url }) => /\{\{/.test(String(url ?? '')) && !/^[^{]*\{\{\s*\w+\s*\}\}$/.test(String(url)))) return invalid('components[BUTTONS].buttons[].url may have one variable, at its end.');
  return kind('PHONE_NUMBER').some(({ phone_number: phone }) => lengthOf(String(phone ?? '')) > 20) ? tooLong('components[BUTTONS].buttons[].phone_number', 20) : undefined;
}
