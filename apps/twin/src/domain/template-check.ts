import type { Problem } from './errors.ts';
import { invalidParameter, invalidTemplate, requiredParameter } from './errors.ts';
import type { Json } from './json.ts';
import { asArray, asObject, asString, isObject, lengthOf } from './json.ts';
import { TTL, typeOf, variablesIn } from './template.ts';

/** Of the page of supported languages. */
const LANGUAGES = new Set(
  (
    'af ar ar_AE ar_EG ar_LB ar_MA ar_QA az be_BY bg bn bn_IN ca cs da de de_AT de_CH el en en_AE en_AU en_CA en_GB en_GH en_IE en_IN ' +
    'en_JM en_MY en_NZ en_QA en_SG en_UG en_US en_ZA es es_AR es_CL es_CO es_CR es_DO es_EC es_ES es_HN es_MX es_PA es_PE es_UY et fa ' +
    'fi fil fr fr_BE fr_CA fr_CH fr_CI fr_MA ga gu ha he hi hr hu id it ja ka kk kn ko ky_KG lo lt lv mk ml mr ms nb nl nl_BE pa pl ' +
    'prs_AF ps_AF pt_BR pt_PT ro ru rw_RW si_LK sk sl sq sr sv sw ta te th tr uk ur uz vi zh_CN zh_HK zh_TW zu'
  ).split(' '),
);

/** The creation rules that a template's author meets first. */
export function templateProblem(body: Json): Problem | undefined {
  const name = asString(body.name);
  if (name === undefined) return requiredParameter('name');
  if (!/^[a-z0-9_]{1,512}$/.test(name))
    return invalidParameter('Param name may only have lower-case letters, digits and underscores, and 512 of them.');
  if (asString(body.language) === undefined) return requiredParameter('language');
  if (!LANGUAGES.has(String(body.language)))
    return invalidParameter(`Param language must be one of the supported languages - got '${String(body.language)}'.`);
  if (body.category === undefined) return requiredParameter('category');
  const category = String(body.category).toUpperCase();
  if (!['MARKETING', 'UTILITY', 'AUTHENTICATION'].includes(category))
    return invalidParameter(`Param category must be one of {AUTHENTICATION, MARKETING, UTILITY} - got "${String(body.category)}".`);
  const { parameter_format: format = 'positional' } = body;
  if (!['positional', 'named'].includes(String(format).toLowerCase()))
    return invalidParameter(`Param parameter_format must be one of {NAMED, POSITIONAL} - got "${String(format)}".`);
  return ttlProblem(body.message_send_ttl_seconds, category) ?? componentsProblem(body.components, category);
}

export function ttlProblem(given: unknown, category: string): Problem | undefined {
  const [least, most] = TTL[category]!;
  const seconds = Number(given);
  return given === undefined || seconds === -1 || (Number.isInteger(seconds) && seconds >= least && seconds <= most)
    ? undefined
    : invalidParameter(`Param message_send_ttl_seconds must be between ${least} and ${most} for category ${category}, or -1.`);
}

const overLong = (name: string, limit: number): Problem =>
  invalidTemplate(2_388_040, 'Character Limit Exceeded', `${name} must be at most ${limit} characters long.`);
const tooMany = (text: string): Problem => invalidTemplate(2_388_293, 'Too Many Variables', text);
const badHeader = (subcode: number, text: string): Problem => invalidTemplate(subcode, 'Message Header Format Is Incorrect', text);
const badButtons = (text: string): Problem => ({ code: 100, message: 'Invalid parameter', user: { title: 'Buttons Are Not Valid', text } });

/** Header, body, footer and buttons within their limits. */
export function componentsProblem(given: unknown, category: string): Problem | undefined {
  const components = asArray(given);
  if (!components.every(isObject)) return invalidParameter('Param components must be an array of objects.');
  const of = (type: string): Json | undefined => components.filter(isObject).find((component) => typeOf(component) === type);
  const text = asString(of('BODY')?.text);
  if (text === undefined) return category === 'AUTHENTICATION' ? undefined : missing('BODY', 'text');
  const buttons = asArray(of('BUTTONS')?.buttons).map(asObject);
  return (
    bodyProblem(text) ??
    headerProblem(of('HEADER')) ??
    footerProblem(String(of('FOOTER')?.text ?? '')) ??
    buttonsProblem(buttons) ??
    exampleProblem(components.filter(isObject))
  );
}

function bodyProblem(text: string): Problem | undefined {
  if (lengthOf(text) > 1024) return overLong('components[BODY].text', 1024);
  // punctuation is no text
  if (/^\s*\{\{|\}\}[\s!?.,;:)]*$/.test(text))
    return invalidTemplate(
      2_388_299,
      'Leading or Trailing Params Not Allowed',
      'Variables may not be at the start or the end of the template.',
    );
  if (/\}\}\s*\{\{/.test(text)) return tooMany('Variables may not be next to each other.');
  const words = text.split(/\s+/).filter((word) => /\p{L}/u.test(word) && !word.includes('{{')).length;
  return words < variablesIn(text).length ? tooMany('There are too many variables for so few words.') : undefined;
}

function headerProblem(header: Json | undefined): Problem | undefined {
  const text = String(header?.text ?? '');
  if (variablesIn(text).length > 1) return badHeader(2_388_047, 'components[HEADER].text may have one variable.');
  if (/[\n*_~`]|\p{Extended_Pictographic}/u.test(text.replace(/\{\{.*?\}\}/g, '')))
    return badHeader(2_388_072, 'components[HEADER].text may have no new lines, formatting characters, emojis or asterisks.');
  return lengthOf(text) > 60 ? overLong('components[HEADER].text', 60) : undefined;
}

function footerProblem(text: string): Problem | undefined {
  if (variablesIn(text).length > 0)
    return invalidTemplate(2_388_073, 'Message Footer Format Is Incorrect', 'components[FOOTER].text may have no variables.');
  return lengthOf(text) > 60 ? overLong('components[FOOTER].text', 60) : undefined;
}

function buttonsProblem(buttons: Json[]): Problem | undefined {
  const kind = (type: string): Json[] => buttons.filter((button) => typeOf(button) === type);
  if (buttons.length > 10) return badButtons('components[BUTTONS].buttons must have at most 10 elements.');
  if (buttons.some((button) => lengthOf(String(button.text ?? '')) > 25)) return overLong('components[BUTTONS].buttons[].text', 25);
  if (kind('URL').length > 2) return badButtons('components[BUTTONS].buttons may have at most 2 of type URL.');
  if (kind('PHONE_NUMBER').length > 1) return badButtons('components[BUTTONS].buttons may have at most 1 of type PHONE_NUMBER.');
  if (kind('URL').some(({ url }) => lengthOf(String(url ?? '')) > 2000)) return overLong('components[BUTTONS].buttons[].url', 2000);
  if (kind('URL').some(({ url }) => /\{\{/.test(String(url ?? '')) && !/^[^{]*\{\{\s*\w+\s*\}\}$/.test(String(url))))
    return badButtons('components[BUTTONS].buttons[].url may have one variable, at its end.');
  return kind('PHONE_NUMBER').some(({ phone_number: phone }) => lengthOf(String(phone ?? '')) > 20)
    ? overLong('components[BUTTONS].buttons[].phone_number', 20)
    : undefined;
}

const missing = (type: string, field: string): Problem =>
  invalidTemplate(
    2_388_043,
    'Message template "components" param is missing expected field(s)',
    `component of type ${type} is missing expected field(s) (${field})`,
  );

/** Whatever has a variable or a file needs an example of it, by which Meta's reviewers judge. */
function exampleProblem(components: Json[]): Problem | undefined {
  const lacks = components.find((component) => needsExample(component));
  return lacks && missing(typeOf(lacks), 'example');
}

function needsExample(component: Json): boolean {
  const { text = '', format = 'TEXT', buttons, example } = component;
  if (typeOf(component) === 'BUTTONS')
    return asArray(buttons)
      .map(asObject)
      .some(({ url = '', example: given }) => variablesIn(String(url)).length > 0 && given === undefined);
  const isFile = typeOf(component) === 'HEADER' && ['IMAGE', 'VIDEO', 'DOCUMENT'].includes(String(format).toUpperCase());
  return !isObject(example) && (isFile || variablesIn(String(text)).length > 0);
}
