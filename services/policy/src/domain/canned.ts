import type { Text } from '@frontdesk/contracts';

const texts = {
  stopped: {
    en: 'Done: we will not write to you first any more. If you write to us, we still answer. Send START to change this.',
    de: 'Erledigt: Wir schreiben Ihnen nicht mehr von uns aus. Wenn Sie uns schreiben, antworten wir weiterhin. Mit START ändern Sie das wieder.',
  },
  started: {
    en: 'Done: we may write to you again. Send STOP to change this.',
    de: 'Erledigt: Wir dürfen Ihnen wieder schreiben. Mit STOPP ändern Sie das wieder.',
  },
  optedIn: {
    en: 'Thank you, we have noted that we may write to you here. Send STOP to change this.',
    de: 'Danke, wir haben notiert, dass wir Ihnen hier schreiben dürfen. Mit STOPP ändern Sie das wieder.',
  },
  rateLimited: {
    en: 'That was a lot of messages at once. Please give us a minute; what you wrote before is being worked on. Write "human" if you need a person.',
    de: 'Das waren viele Nachrichten auf einmal. Bitte geben Sie uns eine Minute; was Sie vorher geschrieben haben, bearbeiten wir. Schreiben Sie „Mensch“, wenn Sie jemanden von uns brauchen.',
  },
  rateLimitedWithPeople: {
    en: 'That was a lot of messages at once. Please give us a minute; what you wrote before is being worked on.',
    de: 'Das waren viele Nachrichten auf einmal. Bitte geben Sie uns eine Minute; was Sie vorher geschrieben haben, bearbeiten wir.',
  },
  choiceGone: {
    en: 'That choice is no longer open. Please write in your own words what it is about, or "human" if you need a person.',
    de: 'Diese Auswahl ist nicht mehr offen. Bitte schreiben Sie mit eigenen Worten, worum es geht, oder „Mensch“, wenn Sie jemanden von uns brauchen.',
  },
  handedBack: {
    en: 'From here on the automated assistant answers again. Write "human" when you need us.',
    de: 'Ab hier antwortet wieder der automatische Assistent. Schreiben Sie „Mensch“, wenn Sie uns brauchen.',
  },
  stillOnIt: {
    en: 'Still on it: this takes a little longer than usual.',
    de: 'Wir sind dran: Es dauert gerade etwas länger als sonst.',
  },
  failed: {
    en: 'Sorry, we could not answer this automatically. Our team will take it from here.',
    de: 'Entschuldigung, das konnten wir nicht automatisch beantworten. Unser Team kümmert sich darum.',
  },
  mayWeWrite: {
    en: 'We are still working on your request, and soon we can no longer write to you here first. May we write to you here about it later too? Please answer yes or no; STOP ends it at any time.',
    de: 'Wir arbeiten noch an Ihrem Anliegen und können Ihnen hier bald nicht mehr von uns aus schreiben. Dürfen wir Ihnen dazu auch später hier schreiben? Bitte antworten Sie mit Ja oder Nein; mit STOPP beenden Sie das jederzeit.',
  },
  unconfirmed: {
    en: 'We are not sure that our last message reached you. Our team will look into it.',
    de: 'Wir sind nicht sicher, ob unsere letzte Nachricht Sie erreicht hat. Unser Team sieht es sich an.',
  },
} as const;

export type Canned = keyof typeof texts;

/** A text of policy's own, in the locale or English. */
export function canned(key: Canned, locale: string): Text {
  const redacted = texts[key][locale === 'de' ? 'de' : 'en'];
  return { $typeName: 'frontdesk.v1.Text', redacted, sealed: new Uint8Array() };
}
