import { expect, test } from '@jest/globals';
import { unsaidWords } from './unsaid.ts';

test.each([
  ['unsupported', 'unsupported_poll', 'A poll. WhatsApp does not hand it over.'],
  ['unsupported', 'unsupported_live_location', 'A live location. WhatsApp does not hand it over.'],
  ['unsupported', 'unsupported_edit', 'An earlier message was changed. WhatsApp does not hand over its new words.'],
  ['unsupported', 'unsupported_video', 'A video. WhatsApp does not hand it over: it may be too large.'],
  ['unsupported', 'unsupported_holo_gram', 'A message of a kind that WhatsApp does not hand over: holo gram.'],
  ['unsupported', 'unsupported_constructor', 'A message of a kind that WhatsApp does not hand over: constructor.'],
  ['unsupported', 'unsupported', 'A message of a kind that WhatsApp does not hand over.'],
  ['unsupported', 'unknown', 'A message of a kind that WhatsApp does not hand over.'],
  ['unsupported', null, 'A message that cannot be shown here.'],
  ['unsupported', 'hologram', 'A message that cannot be shown here: hologram.'],
  ['unsupported', 'text', 'A message that cannot be shown here: text.'],
  ['reaction', 'reaction', 'Took a reaction back.'],
  ['order', 'order', 'An order without products.'],
  ['location', 'location', 'A place that WhatsApp says nothing of.'],
  ['contacts', 'contacts', 'An empty contact card.'],
  ['text', 'text', 'no text'],
  [null, null, 'no text'],
])('a message of kind %s, for Meta %s, without words reads: %s', (kind, metaType, words) =>
  expect(unsaidWords({ kind, meta_type: metaType })).toBe(words),
);
