import { Buffer } from 'node:buffer';
import { expect, test } from '@jest/globals';
import type { KafkaMessage } from 'kafkajs';
import { received } from './received.ts';

const message = (key: Buffer | null, headers: KafkaMessage['headers'] = {}): KafkaMessage => ({
  key,
  value: null,
  headers,
  offset: '7',
  timestamp: '0',
  attributes: 0,
});

test.each([
  ['without a key', null, 'topic-3'],
  ['with an empty one', Buffer.alloc(0), 'topic-3'],
  ['with one of nothing but NULs', Buffer.alloc(4), 'topic-3'],
  ['with a number for a key', Buffer.from([0, 0, 0, 42]), '*'],
  ["with a conversation's", Buffer.from('conversation-1'), 'conversation-1'],
])('a record %s has a key that PostgreSQL stores', (_, key, expected) => {
  expect(received('topic', 3, message(key)).key).toBe(expected);
});

test('headers hold no NUL, and are as they were otherwise', () => {
  const { headers } = received('topic', 3, message(null, { 'x\0': Buffer.from('a\0b'), traceparent: Buffer.from('ü "\\') }));
  expect(headers).toEqual({ x: 'ab', traceparent: 'ü "\\' });
});
