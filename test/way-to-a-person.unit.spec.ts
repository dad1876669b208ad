import { expect, test } from '@jest/globals';
import { wantsPerson } from '../services/nlu-router/src/domain/human.ts';
import { isForPerson } from '../services/policy/src/domain/words.ts';

// What policy lets in however much was written before must be heard by who is behind it.

test.each([
  'human',
  'Human!!',
  'agent please',
  'a real person please',
  'I want a human',
  'I need to speak to an agent now',
  'can I talk to a person?',
  "I'd like to talk to customer service",
  'get me a supervisor',
  'Mensch',
  'Mensch bitte',
  'Mitarbeiter!',
  'ein echter Mensch bitte',
  'Ich möchte mit einem Menschen sprechen',
  'kann ich bitte mit einer Mitarbeiterin sprechen?',
  'Verbinden Sie mich bitte mit einem Berater',
  'ich brauche einen Menschen',
  'Kundenservice',
])('"%s" is a wish for a person, and is heard as one', (text) => expect([isForPerson(text), wantsPerson(text)]).toEqual([true, true]));

test.each(['no human', 'the delivery person was rude', 'Mensch, das ging schnell', 'where is my order?', 'my agent said FD-10234', ''])(
  '"%s" is none',
  (text) => expect(isForPerson(text)).toBe(false),
);
