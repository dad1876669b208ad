import type { Problem } from './errors.ts';
import { invalid, required, tooLong } from './errors.ts';
import type { Json } from './json.ts';
import { asArray, asObject, asString, isObject, lengthOf } from './json.ts';

const MEDIA_HEADERS = ['text', 'image', 'video', 'document'];

interface Kind {
  headers: string[];
  bodyOptional?: boolean;
  action: (action: Json) => Problem | undefined;
}

const named = (name: string, then: (parameters: Json) => Problem | undefined = () => undefined) => (action: Json): Problem | undefined =>
  action.name === name ? then(asObject(action.parameters)) : invalid(`interactive.action.name must be '${name}'.`);

const KINDS: Readonly<Record<string, Kind>> = {
  button: { headers: MEDIA_HEADERS, action: buttonsProblem },
  list: { headers: ['text'], action: listProblem },
  cta_url: {
    headers: MEDIA_HEADERS,
    action: named('cta_url', (parameters) => text('interactive.action.parameters.display_text', parameters.display_text, 20)
      ?? (/^https?:\/\//i.test(String(parameters.url)) ? undefined : invalid('interactive.action.parameters.url must be an http(s) URL.'))),
  },
  flow: {
    headers: MEDIA_HEADERS,
    action: named('flow', (parameters) => text('interactive.action.parameters.flow_cta', parameters.flow_cta, 30)
      ?? (asString(parameters.flow_id) === undefined && asString(parameters.flow_name) === undefined ? required('interactive.action.parameters.flow_id') : undefined)),
  },
  location_request_message: { headers: [], action: named('send_location') },
  request_contact_info: { headers: [], action: named('request_contact_info') },
  address_message: { headers: MEDIA_HEADERS, action: named('address_message', (parameters) => (asString(parameters.country) ? undefined : required('interactive.action.parameters.country'))) },
  product: { headers: [], bodyOptional: true, action: (action) => (asString(action.catalog_id) && asString(action.product_retailer_id) ? undefined : required('interactive.action.product_retailer_id')) },
  product_list: { headers: ['text'], action: productsProblem },
  catalog_message: { headers: [], action: named('catalog_message') },
  call_permission_request: { headers: [], action: named('call_permission_request') },
  carousel: { headers: [], action: (action) => count('interactive.action.cards', asArray(action.cards).length, 2, 10) },
};

/** The limits of one interactive message; the details name the field. */
export function interactiveProblem(interactive: Json, listBodyLimit: number): Problem | undefined {
  const type = asString(interactive.type);
  if (type === undefined) return required('interactive.type');
  const kind = KINDS[type];
  if (!kind) return invalid(`interactive.type '${type}' is not supported.`);
  const body = isObject(interactive.body) ? interactive.body.text : undefined;
  return (body === undefined && kind.bodyOptional ? undefined : text('interactive.body.text', body, type === 'list' ? listBodyLimit : 1024))
    ?? (interactive.footer === undefined ? undefined : text('interactive.footer.text', asObject(interactive.footer).text, 60))
    ?? (interactive.header === undefined ? undefined : headerProblem(asObject(interactive.header), kind.headers, type))
    ?? (isObject(interactive.action) ? kind.action(interactive.action) : required('interactive.action'));
}

function headerProblem(header: Json, allowed: string[], type: string): Problem | undefined {
  const format = asString(header.type);
  if (format === undefined) return required('interactive.header.type');
  if (!allowed.includes(format)) return invalid(`interactive.header.type '${format}' is not allowed in a ${type} message.`);
  if (format === 'text') return text('interactive.header.text', header.text, 60);
  const media = asObject(header[format]);
  return asString(media.id) ?? asString(media.link) ? undefined : required(`interactive.header.${format}`);
}

function buttonsProblem(action: Json): Problem | undefined {
  const buttons = asArray(action.buttons).map(asObject);
  const wrong = count('interactive.action.buttons', buttons.length, 1, 3);
  if (wrong) return wrong;
  for (const [index, button] of buttons.entries()) {
    const name = `interactive.action.buttons[${index}]`;
    const reply = asObject(button.reply);
    const found = button.type !== 'reply' ? invalid(`${name}.type must be 'reply'.`) : text(`${name}.reply.id`, reply.id, 256) ?? text(`${name}.reply.title`, reply.title, 20);
    if (found) return found;
  }
  const replies = buttons.map((button) => asObject(button.reply));
  return unique('interactive.action.buttons[].reply.id', replies.map((reply) => reply.id)) ?? unique('interactive.action.buttons[].reply.title', replies.map((reply) => reply.title));
}

function listProblem(action: Json): Problem | undefined {
  const sections = asArray(action.sections).map(asObject);
  const wrong = text('interactive.action.button', action.button, 20) ?? count('interactive.action.sections', sections.length, 1, 10);
  if (wrong) return wrong;
  const rows = sections.flatMap((section) => asArray(section.rows).map(asObject));
  for (const [index, section] of sections.entries()) {
    const name = `interactive.action.sections[${index}]`;
    if (section.title !== undefined || sections.length > 1) {
      const found = text(`${name}.title`, section.title, 24);
      if (found) return found;
    }
    if (asArray(section.rows).length === 0) return required(`${name}.rows`);
  }
  for (const [index, row] of rows.entries()) {
    const name = `interactive.action.sections[].rows[${index}]`;
    const found = text(`${name}.id`, row.id, 200) ?? text(`${name}.title`, row.title, 24)
      ?? (row.description === undefined || row.description === '' ? undefined : text(`${name}.description`, row.description, 72));
    if (found) return found;
  }
  return count('interactive.action.sections[].rows in total', rows.length, 1, 10) ?? unique('interactive.action.sections[].rows[].id', rows.map((row) => row.id));
}

function productsProblem(action: Json): Problem | undefined {
  const sections = asArray(action.sections).map(asObject);
  return (asString(action.catalog_id) ? undefined : required('interactive.action.catalog_id'))
    ?? count('interactive.action.sections', sections.length, 1, 10)
    ?? count('interactive.action.sections[].product_items in total', sections.flatMap((section) => asArray(section.product_items)).length, 1, 30);
}

function text(name: string, value: unknown, limit: number): Problem | undefined {
  if (typeof value !== 'string' || value.trim() === '') return required(name);
  return lengthOf(value) > limit ? tooLong(name, limit) : undefined;
}

const count = (name: string, length: number, least: number, most: number): Problem | undefined =>
  (length < least || length > most ? invalid(`${name} must have between ${least} and ${most} elements, not ${length}.`) : undefined);

const unique = (name: string, values: unknown[]): Problem | undefined =>
  (new Set(values).size === values.length ? undefined : invalid(`${name} must be unique.`));
