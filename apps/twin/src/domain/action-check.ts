import type { Problem } from './errors.ts';
import { invalid, required } from './errors.ts';
import type { Json } from './json.ts';
import { asArray, asObject, asString, isObject } from './json.ts';
import { count, first, oneOf, text, textIfGiven, unique } from './parts-check.ts';

const at = 'interactive.action';

/** A button with an address: `name` is where its parameters stand. */
export const linkProblem = (parameters: Json, name = `${at}.parameters`): Problem | undefined =>
  text(`${name}.display_text`, parameters.display_text, 20) ??
  (/^https?:\/\//i.test(String(parameters.url)) ? undefined : invalid(`${name}.url must be an http(s) URL.`));

/** Meta's pages on sending a Flow; that the call to action has at most 30 characters stands in its OpenAPI description (other pages: 20). */
export function flowProblem(parameters: Json): Problem | undefined {
  const name = `${at}.parameters`;
  const { flow_id: id, flow_name: called, flow_cta: label, flow_token: token, flow_action_payload: payload } = parameters;
  if (parameters.flow_message_version !== '3') return invalid(`${name}.flow_message_version must be '3'.`);
  if (asString(id) === undefined && asString(called) === undefined) return required(`${name}.flow_id`);
  if (id !== undefined && called !== undefined) return invalid(`${name}.flow_id and flow_name cannot both be given.`);
  const emoji = /\p{Extended_Pictographic}/u.test(String(label)) ? invalid(`${name}.flow_cta must not have emoji.`) : undefined;
  return (
    text(`${name}.flow_cta`, label, 30) ??
    emoji ??
    textIfGiven(`${name}.flow_token`, token) ??
    oneOf(`${name}.mode`, parameters.mode, ['draft', 'published']) ??
    oneOf(`${name}.flow_action`, parameters.flow_action, ['navigate', 'data_exchange']) ??
    (payload === undefined ? undefined : startProblem(payload, parameters.flow_action))
  );
}

function startProblem(payload: unknown, action: unknown): Problem | undefined {
  const name = `${at}.parameters.flow_action_payload`;
  if (action === 'data_exchange') return invalid(`${name} is only for flow_action 'navigate'.`);
  const { screen, data } = asObject(payload);
  const isGood = data === undefined || (isObject(data) && Object.keys(data).length > 0);
  return text(`${name}.screen`, screen) ?? (isGood ? undefined : invalid(`${name}.data must be an object that is not empty.`));
}

export const productProblem = (action: Json): Problem | undefined =>
  text(`${at}.catalog_id`, action.catalog_id) ?? text(`${at}.product_retailer_id`, action.product_retailer_id);

export function productsProblem(action: Json): Problem | undefined {
  const sections = asArray(action.sections).map(asObject);
  return (
    text(`${at}.catalog_id`, action.catalog_id) ??
    count(`${at}.sections`, sections.length, 1, 10) ??
    first(sections, (section, index) => sectionProblem(section, `${at}.sections[${index}]`, sections.length > 1)) ??
    count(`${at}.sections[].product_items in total`, sections.flatMap((section) => asArray(section.product_items)).length, 1, 30)
  );
}

function sectionProblem(section: Json, name: string, hasNeighbours: boolean): Problem | undefined {
  const items = asArray(section.product_items).map(asObject);
  return (
    (hasNeighbours ? text : textIfGiven)(`${name}.title`, section.title, 24) ??
    (items.length === 0 ? required(`${name}.product_items`) : undefined) ??
    first(items, (item, index) => text(`${name}.product_items[${index}].product_retailer_id`, item.product_retailer_id))
  );
}

export const addressProblem = (parameters: Json): Problem | undefined => text(`${at}.parameters.country`, parameters.country);

export function callProblem({ display_text: label, payload, ttl_minutes: minutes = 1 }: Json): Problem | undefined {
  const lasts = typeof minutes === 'number' && Number.isInteger(minutes) && minutes >= 1 && minutes <= 43_200;
  return (
    textIfGiven(`${at}.parameters.display_text`, label, 20) ??
    textIfGiven(`${at}.parameters.payload`, payload, 512) ??
    (lasts ? undefined : invalid(`${at}.parameters.ttl_minutes must be between 1 and 43200.`))
  );
}

/** Two to ten cards in the order of their index, each with a picture or a film, all of one make. */
export function carouselProblem(action: Json): Problem | undefined {
  const cards = asArray(action.cards).map(asObject);
  const quickReplies = (card: Json): Json[] => asArray(asObject(card.action).buttons).map(asObject);
  const make = (card: Json): string => `${String(asObject(card.header).type)} ${quickReplies(card).length}`;
  return (
    count(`${at}.cards`, cards.length, 2, 10) ??
    first(cards, (card, index) => cardProblem(card, index, quickReplies(card))) ??
    (new Set(cards.map(make)).size === 1 ? undefined : invalid(`${at}.cards must all have the same header type and the same buttons.`))
  );
}

function cardProblem(card: Json, index: number, quickReplies: readonly Json[]): Problem | undefined {
  const name = `${at}.cards[${index}]`;
  if (card.card_index !== index) return invalid(`${name}.card_index must be ${index}.`);
  const header = asObject(card.header);
  if (header.type !== 'image' && header.type !== 'video') return invalid(`${name}.header.type must be image or video.`);
  const media = asObject(header[header.type]);
  const body = asObject(card.body).text;
  const lines = typeof body === 'string' ? body.split('\n').length : 1;
  return (
    ((asString(media.id) ?? asString(media.link)) ? undefined : required(`${name}.header.${header.type}`)) ??
    textIfGiven(`${name}.body.text`, body, 160) ??
    (lines > 3 ? invalid(`${name}.body.text must have at most 2 line breaks.`) : undefined) ??
    (quickReplies.length === 0 ? cardLinkProblem(asObject(card.action), name) : cardRepliesProblem(quickReplies, `${name}.action.buttons`))
  );
}

const cardLinkProblem = (action: Json, name: string): Problem | undefined =>
  action.name === 'cta_url' ? linkProblem(asObject(action.parameters), `${name}.action.parameters`) : required(`${name}.action.buttons`);

function cardRepliesProblem(buttons: readonly Json[], name: string): Problem | undefined {
  const replies = buttons.map((button) => asObject(button.quick_reply));
  return (
    first(
      buttons,
      (button, index) =>
        (button.type === 'quick_reply' ? undefined : invalid(`${name}[${index}].type must be 'quick_reply'.`)) ??
        text(`${name}[${index}].quick_reply.id`, replies[index]?.id, 256) ??
        text(`${name}[${index}].quick_reply.title`, replies[index]?.title, 20),
    ) ??
    unique(
      `${name}[].quick_reply.id`,
      replies.map(({ id }) => id),
    ) ??
    unique(
      `${name}[].quick_reply.title`,
      replies.map(({ title }) => title),
    )
  );
}
