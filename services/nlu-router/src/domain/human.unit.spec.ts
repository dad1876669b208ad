import { describe, expect, test } from '@jest/globals';
import { wantsPerson } from './human.ts';

describe('asking for a person', () => {
  test.each([
    'I want to talk to a human', 'human', 'HUMAN!!!', 'Human please', 'agent', 'an agent please', 'a real person', 'Can I speak to someone?', 'can i speak with an agent', 'operator',
    'connect me with a real person', 'Let me talk to somebody', 'I need a person, not a bot', 'get me your manager', 'please transfer me to customer service', 'I would like to speak with a representative',
    'Is there a human there?', 'this is useless, give me a human', 'stop this bot', 'please call me', 'can someone call me?', 'I don\'t want a bot, I want a human', 'live agent', 'hi, agent please',
    'Mensch', 'Mitarbeiter', 'Mitarbeiter bitte!', 'Ich möchte mit einem Menschen sprechen', 'ich will mit einem mitarbeiter reden', 'Kann ich mit jemandem sprechen?', 'Verbinden Sie mich bitte mit einer echten Person',
    'kein Bot bitte, ich will einen Menschen', 'Kundenberater bitte', 'Kann mich jemand anrufen?', 'Gibt es hier einen Menschen?', 'Bitte Rückruf', 'Ich brauche einen Ansprechpartner', 'MENSCH BITTE', 'mit nem Menschen',
    'Rufen Sie mich an', 'ich hätte gern einen Mitarbeiter', 'einen Menschen bitte', 'Human 🙏', 'real human pls', 'customer service representative please', 'I want a real person',
    'I don\'t want to talk to a bot', 'let a person answer', 'rufen Sie mich bitte an',
  ])('%s', (text) => expect(wantsPerson(text)).toBe(true));

  test.each([
    'no human needed', 'I don\'t need a human', 'I do not want to talk to an agent', 'kein Mitarbeiter nötig', 'ich brauche keinen Menschen', 'Mensch, das ging schnell', 'Mitarbeiter brauche ich nicht', 'no need for an agent',
    'where is my order?', 'What is your returns policy?', 'the driver left it with someone', 'nobody answered the door', 'somebody stole my parcel', 'jemand hat mein Paket angenommen', 'thanks', 'was ist das', '??',
    'is this table for six people', 'wie viele Personen passen an den Tisch', 'hello', 'FD-10234 2767', 'I gave it to a colleague', 'do you deliver to people in Austria', 'humane conditions', 'hello, anyone here?', 'the person at the door was nice', 'did a person check the parcel', 'my travel agent ordered it', '',
  ])('not: %s', (text) => expect(wantsPerson(text)).toBe(false));
});
