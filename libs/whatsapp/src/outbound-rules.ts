import type { MediaRef } from './media-ref.ts';
import { text, webAddress, when } from './problem.ts';
import type { Problem } from './problem.ts';
import { maxTextLength } from './split-text.ts';

/** Meta's limits of a message; characters and counts. Source: the pages of each message type, "Message templates" and Meta's OpenAPI description. */
export const limits = {
  text: maxTextLength,
  caption: 1024,
  filename: 255,
  messageId: 256,
  callbackData: 512,
  body: 1024,
  footer: 60,
  headerText: 60,
  buttons: 3,
  buttonTitle: 20,
  buttonId: 256,
  listButton: 20,
  sections: 10,
  rows: 10,
  sectionTitle: 24,
  rowId: 200,
  rowTitle: 24,
  rowDescription: 72,
  displayText: 20,
  url: 2_000,
  contacts: 257,
  name: 256,
  locationText: 1000,
  templateName: 512,
  templateValue: 1024,
  templateButtons: 10,
  copyCode: 20,
  oneTimeCode: 15,
  cardsLeast: 2,
  cards: 10,
  cardText: 160,
  cardLineBreaks: 2,
  cardButtons: 2,
  products: 30,
  productId: 100,
  flowCta: 30,
  callPayload: 512,
  callMinutes: 43_200,
} as const;

export const optional = (field: string, value: string | undefined, max: number): Problem[] =>
  value === undefined ? [] : text(field, value, max);

export function mediaProblems(field: string, ref: MediaRef): Problem[] {
  return 'id' in ref
    ? when(!/^[\w-]{1,128}$/.test(ref.id), `${field}.id`, 'an id of Meta: letters, digits, _ and -')
    : webAddress(`${field}.link`, ref.link);
}

export const placeProblems = (at: string, { latitude, longitude }: { latitude: number; longitude: number }): Problem[] => [
  ...when(!(Math.abs(latitude) <= 90), `${at}.latitude`, '-90 to 90'),
  ...when(!(Math.abs(longitude) <= 180), `${at}.longitude`, '-180 to 180'),
];
