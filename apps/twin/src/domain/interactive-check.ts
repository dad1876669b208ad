import { addressProblem, callProblem, carouselProblem, flowProblem, linkProblem, productProblem, productsProblem } from './action-check.ts';
import type { Problem } from './errors.ts';
import { invalid, required } from './errors.ts';
import type { Json } from './json.ts';
import { asArray, asObject, asString, isObject } from './json.ts';
import { count, text, unique, unknownWord } from './parts-check.ts';

const MEDIA_HEADERS = ['text', 'image', 'video', 'document'];

interface Kind {
  headers: string[];
  headerRequired?: boolean;
  footer?: boolean;
  bodyOptional?: boolean;
  action: (action: Json) => Problem | undefined;
}

const named =
  (name: string, then: (parameters: Json) => Problem | undefined = () => undefined) =>
  (action: Json): Problem | undefined =>
    action.name === name ? then(asObject(action.parameters)) : invalid(`interactive.action.name must be '${name}'.`);

const KINDS: Readonly<Record<string, Kind>> = {
  button: { headers: MEDIA_HEADERS, footer: true, action: buttonsProblem },
  list: { headers: ['text'], footer: true, action: listProblem },
  cta_url: { headers: MEDIA_HEADERS, footer: true, action: named('cta_url', linkProblem) },
  flow: { headers: MEDIA_HEADERS, footer: true, action: named('flow', flowProblem) },
  location_request_message: { headers: [], action: named('send_location') },
  request_contact_info: { headers: [], action: named('request_contact_info') },
  address_message: { headers: MEDIA_HEADERS, footer: true, action: named('address_message', addressProblem) },
  product: { headers: [], footer: true, bodyOptional: true, action: productProblem },
  product_list: { headers: ['text'], headerRequired: true, footer: true, action: productsProblem },
  catalog_message: { headers: [], footer: true, action: named('catalog_message') },
  call_permission_request: { headers: [], bodyOptional: true, action: named('call_permission_request') },
  voice_call: { headers: [], action: named('voice_call', callProblem) },
  carousel: { headers: [], action: carouselProblem },
};

/** Meta takes them, in some countries; the twin doesn't. */
const PAYMENTS = ['order_details', 'order_status'];

/** The limits of one interactive message; the details name the field. */
export function interactiveProblem(interactive: Json, listBodyLimit: number): Problem | undefined {
  const type = asString(interactive.type);
  if (type === undefined) return required('interactive.type');
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (PAYMENTS.includes(type)) return invalid(`interactive.type '${type}' is not supported.`);
  if (!kind) return unknownWord("interactive['type']", type, [...Object.keys(KINDS), ...PAYMENTS]);
  const body = isObject(interactive.body) ? interactive.body.text : undefined;
  return (
    (body === undefined && kind.bodyOptional ? undefined : text('interactive.body.text', body, type === 'list' ? listBodyLimit : 1024)) ??
    (interactive.footer === undefined ? undefined : footerProblem(asObject(interactive.footer), kind, type)) ??
    (interactive.header !== undefined
      ? headerProblem(asObject(interactive.header), kind.headers, type)
      : kind.headerRequired
        ? required('interactive.header')
        : undefined) ??
    (isObject(interactive.action) ? kind.action(interactive.action) : required('interactive.action'))
  );
}

const footerProblem = (footer: Json, kind: Kind, type: string): Problem | undefined =>
  kind.footer ? text('interactive.footer.text', footer.text, 60) : invalid(`interactive.footer is not allowed in a ${type} message.`);

function headerProblem(header: Json, allowed: string[], type: string): Problem | undefined {
  const format = asString(header.type);
  if (format === undefined) return required('interactive.header.type');
  if (!allowed.includes(format)) return invalid(`interactive.header.type '${format}' is not allowed in a ${type} message.`);
  if (format === 'text') return text('interactive.header.text', header.text, 60);
  const media = asObject(header[format]);
  return (asString(media.id) ?? asString(media.link)) ? undefined : required(`interactive.header.${format}`);
}

function buttonsProblem(action: Json): Problem | undefined {
  const buttons = asArray(action.buttons).map(asObject);
  const wrong = count('interactive.action.buttons', buttons.length, 1, 3);
  if (wrong) return wrong;
  for (const [index, button] of buttons.entries()) {
    const name = `interactive.action.buttons[${index}]`;
    const reply = asObject(button.reply);
    const found =
      button.type !== 'reply'
        ? invalid(`${name}.type must be 'reply'.`)
        : (text(`${name}.reply.id`, reply.id, 256) ?? text(`${name}.reply.title`, reply.title, 20));
    if (found) return found;
  }
  const replies = buttons.map((button) => asObject(button.reply));
  return (
    unique(
      'interactive.action.buttons[].reply.id',
      replies.map((reply) => reply.id),
    ) ??
    unique(
      'interactive.action.buttons[].reply.title',
      replies.map((reply) => reply.title),
    )
  );
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
    const found =
      text(`${name}.id`, row.id, 200) ??
      text(`${name}.title`, row.title, 24) ??
      (row.description === undefined || row.description === '' ? undefined : text(`${name}.description`, row.description, 72));
    if (found) return found;
  }
  return (
    count('interactive.action.sections[].rows in total', rows.length, 1, 10) ??
    unique(
      'interactive.action.sections[].rows[].id',
      rows.map((row) => row.id),
    )
  );
}
