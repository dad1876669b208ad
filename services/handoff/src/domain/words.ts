import { create } from '@bufbuild/protobuf';
import { ChoicesSchema, TextSchema } from '@frontdesk/contracts';
import type { Choices, Text } from '@frontdesk/contracts';

export const bundle = 'handoff-fb9f13e4';

type Locale = 'en' | 'de';

/** When a person will be there: by a time today, or the next opening. */
export interface Expected {
  readonly locale: Locale;
  readonly zone: string;
  readonly now: number;
  readonly dueAt: number;
  /** ms; undefined while people are in */
  readonly opensAt: number | undefined;
}

const tags: Record<Locale, string> = { en: 'en-GB', de: 'de-DE' };

const plain = (redacted: string): Text => create(TextSchema, { redacted });

const time = (at: number, { locale, zone }: Expected): string =>
  new Intl.DateTimeFormat(tags[locale], { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(at);

function moment(at: number, expected: Expected): string {
  const { locale, zone, now } = expected;
  const day = (ms: number): string =>
    new Intl.DateTimeFormat(tags[locale], { timeZone: zone, weekday: 'long', day: 'numeric', month: 'long' }).format(ms);
  if (day(at) === day(now)) return time(at, expected);
  return locale === 'de' ? `${day(at)}, ${time(at, expected)} Uhr` : `${day(at)}, ${time(at, expected)}`;
}

function when(expected: Expected): string {
  const { locale, dueAt, opensAt } = expected;
  if (opensAt !== undefined) {
    return locale === 'de'
      ? `Unser Team ist wieder ab ${moment(opensAt, expected)} da und antwortet voraussichtlich bis ${moment(dueAt, expected)}.`
      : `Our team is back from ${moment(opensAt, expected)} and expects to answer by ${moment(dueAt, expected)}.`;
  }
  return locale === 'de'
    ? `Wir antworten voraussichtlich bis ${moment(dueAt, expected)}.`
    : `We expect to answer by ${moment(dueAt, expected)}.`;
}

/** The parts of an acknowledgement that not every case has; '' where it has not. */
export interface Around {
  /** who answers here, if nothing was said in this case yet */
  readonly introduction: string;
  /** of the ticket, if nobody can take it right now */
  readonly number: string;
  readonly question: string;
}

/** Said at once when a conversation goes to people. One message, because each is billed. */
export function acknowledgement(expected: Expected, { introduction, number, question }: Around): Text {
  const de = expected.locale === 'de';
  const opening = number
    ? de
      ? `Ich habe ein Ticket für Sie angelegt: ${number}.`
      : `I have opened a ticket for you: ${number}.`
    : de
      ? 'Ich hole eine Kollegin oder einen Kollegen in diesen Chat.'
      : 'I am bringing a colleague into this chat.';
  return plain([introduction, `${opening} ${when(expected)}`, question].filter((part) => part !== '').join('\n\n'));
}

/** The question for an opt-in; the answer is policy's to read. */
export const optInQuestion = (locale: Locale): Text =>
  plain(
    locale === 'de'
      ? 'Dürfen wir Ihnen dazu hier auch schreiben, wenn mehr als 24 Stunden vergangen sind? Bitte antworten Sie mit Ja oder Nein; mit STOPP beenden Sie das jederzeit.'
      : 'May we also write to you here about this after 24 hours have passed? Please answer yes or no; STOP ends it at any time.',
  );

export const stillWaiting = (expected: Expected, number: string): Text =>
  plain(
    expected.locale === 'de'
      ? `Ihr Anliegen ist bei unserem Team (${number}). ${when(expected)}`
      : `Your request is with our team (${number}). ${when(expected)}`,
  );

export const escalated = (expected: Expected, number: string): Text =>
  plain(
    expected.locale === 'de'
      ? `Es dauert länger als gewohnt, das tut uns leid. Ihr Anliegen ${number} hat jetzt Vorrang. ${when(expected)}`
      : `This is taking longer than usual, and we are sorry. Your request ${number} now has priority. ${when(expected)}`,
  );

export const returned = (expected: Expected, number: string): Text =>
  plain(
    expected.locale === 'de'
      ? `Jemand anderes aus unserem Team übernimmt Ihr Anliegen ${number}; alles Bisherige liegt vor. ${when(expected)}`
      : `Somebody else of our team takes over your request ${number}, with all that was written so far. ${when(expected)}`,
  );

export const takenOver = (locale: Locale, name: string, business: string): Text =>
  plain(locale === 'de' ? `Sie schreiben jetzt mit ${name} von ${business}.` : `You are now writing with ${name} from ${business}.`);

/** As the bot asks for one. */
export const proofRequest = (locale: Locale, subject: string): Text =>
  plain(
    locale === 'de'
      ? `Ich muss prüfen, ob ${subject ? `die Bestellung ${subject}` : 'die Bestellung'} Ihre ist. Bitte schicken Sie mir in einer Nachricht die ` +
          `Bestellnummer ${subject ? '' : '(FD- und ihre Ziffern) '}und dazu entweder die letzten vier Zeichen der Postleitzahl oder die ganze ` +
          'E-Mail-Adresse der Bestellung.'
      : `I need to check that ${subject ? `order ${subject}` : 'the order'} is yours. Please send me, in one message, the order number ` +
          `${subject ? '' : '(FD- and its digits) '}and either the last four characters of its postcode or the whole e-mail address that was ` +
          'used for it.',
  );

export const handedBack = (locale: Locale): Text =>
  plain(
    locale === 'de'
      ? 'Ab hier antwortet wieder der automatische Assistent. Schreiben Sie „Mensch“, wenn Sie uns brauchen.'
      : 'From here on the automated assistant answers again. Write "human" when you need us.',
  );

export const ratingRequest = (locale: Locale): Text =>
  plain(
    locale === 'de'
      ? 'Ihr Anliegen ist erledigt. Wie zufrieden waren Sie mit uns, von 1 (gar nicht) bis 5 (sehr)?'
      : 'Your request is resolved. How satisfied were you with us, from 1 (not at all) to 5 (very)?',
  );

const satisfied: Record<Locale, readonly string[]> = {
  en: ['not at all', 'not really', 'neither nor', 'satisfied', 'very satisfied'],
  de: ['gar nicht zufrieden', 'eher nicht', 'teils, teils', 'zufrieden', 'sehr zufrieden'],
};

/** For the request; policy reads the ids, and a number that is typed as well. */
export const ratingChoices = (locale: Locale): Choices =>
  create(ChoicesSchema, {
    button: plain(locale === 'de' ? 'Bewertung wählen' : 'Choose a rating'),
    rows: [5, 4, 3, 2, 1].map((rating) => ({ id: `rating-${rating}`, title: plain(`${rating} – ${satisfied[locale][rating - 1]}`) })),
  });
