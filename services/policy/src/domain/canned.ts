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
  changeMade: {
    en: 'Done: the delivery address of your order {order} is changed.',
    de: 'Erledigt: Die Lieferadresse Ihrer Bestellung {order} ist geändert.',
  },
  changeTooLate: {
    en: 'I am sorry, your order {order} is on its way already: its delivery address can no longer be changed here. Write "human" if you need a person.',
    de: 'Es tut mir leid, Ihre Bestellung {order} ist schon unterwegs: Ihre Lieferadresse lässt sich hier nicht mehr ändern. Schreiben Sie „Mensch“, wenn Sie jemanden von uns brauchen.',
  },
  changeRefused: {
    en: 'I am sorry, our order system did not take this address for order {order}, so nothing was changed. Please write it once more, or "human" if you need a person.',
    de: 'Es tut mir leid, unser Bestellsystem hat diese Adresse für die Bestellung {order} nicht angenommen; es wurde nichts geändert. Bitte schreiben Sie sie noch einmal, oder „Mensch“, wenn Sie jemanden von uns brauchen.',
  },
  changeUnavailable: {
    en: 'I am sorry, I cannot reach our order system, so nothing was changed in order {order}. Please try again later, or write "human" if you need a person.',
    de: 'Es tut mir leid, ich erreiche unser Bestellsystem nicht; an der Bestellung {order} wurde nichts geändert. Bitte versuchen Sie es später noch einmal, oder schreiben Sie „Mensch“, wenn Sie jemanden von uns brauchen.',
  },
  changeCancelled: {
    en: 'The delivery address of your order {order} was not changed, because our team has taken over. Please tell us here if you still want it.',
    de: 'Die Lieferadresse Ihrer Bestellung {order} wurde nicht geändert, weil unser Team übernommen hat. Bitte sagen Sie uns hier, wenn Sie es weiterhin möchten.',
  },
  changeUnconfirmed: {
    en: 'We are not sure whether the delivery address of your order {order} was changed. Our team will look into it.',
    de: 'Wir sind nicht sicher, ob die Lieferadresse Ihrer Bestellung {order} geändert wurde. Unser Team sieht es sich an.',
  },
} as const;

export type Canned = keyof typeof texts;

/** A text of policy's own, in the locale or English. @param values nothing personal */
export function canned(key: Canned, locale: string, values: Readonly<Record<string, string>> = {}): Text {
  const words: string = texts[key][locale === 'de' ? 'de' : 'en'];
  const redacted = Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, () => value), words);
  return { $typeName: 'frontdesk.v1.Text', redacted, sealed: new Uint8Array() };
}
