import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseWebhook } from '@frontdesk/whatsapp';
import { knownFields, understand } from './understand.ts';

const ours = { wabaId: '102200000000001', numberIds: ['106500000000001'] };
const folder = join(import.meta.dirname, '../../../../libs/whatsapp/test/recorded/webhooks');
const recorded = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) =>
    Object.entries(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, { webhook: unknown }>).map(
      ([what, { webhook }]) => [name, what, webhook] as const,
    ),
  );

const became = (webhook: unknown): string[] => {
  const parsed = parseWebhook(webhook);
  return parsed.outcome === 'items' ? parsed.items.map((item) => understand(item, ours).as) : [];
};

/** Of each file what most become; then what the others do. */
const usually: Record<string, string> = {
  'messages.json': 'message',
  'statuses.json': 'status',
  'account.json': 'news',
  'phone.json': 'echo',
  'routing.json': 'thread_control',
};
const otherwise: Record<string, string[]> = {
  'call permission': ['not_used'],
  'first opening': ['welcome'],
  'edited caption': ['changed'],
  'taken back': ['changed'],
  'error without a message': ['not_used'],
  'unsupported, in a group': ['not_used'],
  'a summary of the talk beside the message': ['message', 'not_used'],
  'an echo among the messages': ['message', 'echo'],
  'location without a type, beside a text': ['message', 'message'],
  'order, sticker, form, status and call in one change': ['message', 'message', 'message', 'status', 'not_used'],
  'messages and preferences, several changes': ['message', 'message', 'preference', 'not_used'],
  ...Object.fromEntries(
    [
      'number changed',
      'number changed, the other members empty',
      'number changed, with old and new',
      'number changed, new number under its older name',
      'user id changed',
      'identity changed',
      'user id changed, with the number and the parent',
      'user id changed, under a field of its own',
    ].map((name) => [name, ['contact_changed']]),
  ),
  'read by members of a group, named in three ways': ['status', 'status', 'status'],
  'of a payment': ['not_used'],
  'preferences resumed': ['preference'],
  'preferences stopped, time as a word': ['preference'],
  'alert, nested, half': ['account'],
  ...Object.fromEntries(
    [
      'payment configuration',
      'partner solution',
      'purchase that Meta noticed',
      'click that Meta tracked',
      'settings of calls',
      'user name of the business',
      'form breaks off',
      'call ended',
      'call rings',
      'asked to join a group',
      'some were not removed from a group',
      'group suspended',
      'settings of a group, half',
      'group not made',
      'a field of tomorrow, empty',
      'address book',
      'address book, counted',
      'address book, flat',
      'history not shared, the error beside the chunks',
      'control shared, of nobody',
      'a thread passed as in Messenger',
      'standby: empty',
      'standby, of the test panel',
    ].map((name) => [name, ['not_used']]),
  ),
  'edited caption of an echo': ['changed'],
  'echo taken back': ['changed'],
  "history, everybody's messages with a recipient": ['history', 'history'],
  'history: a file that the phone sent': ['history'],
  "history: the phone's, with the customer's ids": ['history'],
  'standby: a message, contacts inside': ['message'],
  'standby: a template that the agent sent': ['echo'],
  'standby: a status': ['status'],
};

describe('what others have recorded becomes a fact, or is kept and counted', () => {
  test.each(recorded)('%s: %s', (file, name, webhook) => expect(became(webhook)).toEqual(otherwise[name] ?? [usually[file]]));

  test('what is told apart here was recorded', () =>
    expect(Object.keys(otherwise).filter((name) => !recorded.some(([, other]) => other === name))).toEqual([]));

  test('all but one are of a field that is known', () => {
    const fields = recorded.flatMap(([, , webhook]) => {
      const parsed = parseWebhook(webhook);
      return parsed.outcome === 'items' ? parsed.items.map(({ field }) => field) : [];
    });
    expect([...new Set(fields)].filter((field) => !knownFields.has(field))).toEqual(['unknown_field_xyz']);
  });

  test("Meta's own agent speaks under the newer field; the phone does too", () => {
    const standby = (wanted: string) =>
      recorded
        .filter(([, name]) => name === wanted)
        .flatMap(([, , webhook]) => {
          const parsed = parseWebhook(webhook);
          return parsed.outcome === 'items' ? parsed.items.map((item) => understand(item, ours)) : [];
        });
    expect([standby('echo under its newer field'), standby("echo of Meta's own agent under its newer field")]).toMatchObject([
      [{ as: 'echo', standby: false }],
      [{ as: 'echo', standby: true }],
    ]);
  });
});
