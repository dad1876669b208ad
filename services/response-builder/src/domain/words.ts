import type { OrderFacts } from './order-facts.ts';

export type Locale = 'en' | 'de';

/** Everything the assistant says, in one language. None of it repeats what a customer offered as proof. */
export interface Words {
  status(order: OrderFacts): string;
  policy(title: string, quotes: readonly string[], url: string): string;
  addressOffer: string;
  /** instead, to who has proved nothing of the order */
  addressProve(subject: string): string;
  /** and to who may prove more */
  addressHere: string;
  /** how it is written down, so that it is read */
  addressWanted(order: string): string;
  /** "New address:" is what hides it in the redacted form */
  asksYes(order: string, address: string): string;
  addressTooLate(order: string): string;
  /** below a rule, for what a person may have to settle */
  offer: string;
  /** the same words whether the order exists or not */
  needsProof(subject: string, again: boolean): string;
  /** asked about, and told after the one that is to be proved */
  afterThat(orders: readonly string[]): string;
  /** beside the order there was a number that may be another's */
  otherNumber: string;
  proofFailed(attemptsLeft: number): string;
  proofLocked: string;
  /** asked again after that: no proof is asked for that nobody looks at */
  stillLocked: string;
  /** below a status: carrier and link are for who proves more */
  offersCode: string;
  /** the same words whether the order has an address or not */
  codeSent: string;
  /** wrong, too old or already used */
  codeFailed(attemptsLeft: number): string;
  codeRefused: string;
  codeUnavailable: string;
  unavailable: string;
  noEvidence: string;
  /** understood, but nothing that the assistant can do or look up */
  forPeople: string;
  clarify: string;
  /** beside that, to who wrote a number that may be an order's */
  orderLooks: string;
  notUnderstood: string;
  greeting: string;
  thanks: string;
  offDomain: string;
  media(kind: string): string;
}

/** What a customer sent that has no words, as people call it. */
export const mediaNames: Readonly<Record<string, string>> = {
  image: 'photo',
  audio: 'voice message',
  video: 'video',
  document: 'document',
  sticker: 'sticker',
  location: 'location',
  contacts: 'contact',
  order: 'cart',
};
const namesDe: Readonly<Record<string, readonly [arrived: string, it: string]>> = {
  image: ['Ihr Foto', 'es'],
  audio: ['Ihre Sprachnachricht', 'sie'],
  video: ['Ihr Video', 'es'],
  document: ['Ihr Dokument', 'es'],
  sticker: ['Ihr Sticker', 'ihn'],
  location: ['Ihr Standort', 'ihn'],
  contacts: ['Ihr Kontakt', 'ihn'],
  order: ['Ihr Warenkorb', 'ihn'],
};
const seen = new Set(['image', 'video', 'document', 'sticker']);

const day = (locale: string, eta: string): string =>
  new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${eta}T00:00:00Z`),
  );

const listed = (locale: string, orders: readonly string[]): string => new Intl.ListFormat(locale).format(orders);

const en: Words = {
  status: ({ number, status, eta, carrier, trackingUrl }) => {
    const date = eta && day('en-GB', eta);
    const arrives = date ? `It is expected to arrive on ${date}.` : 'The day of its arrival is not known yet.';
    const said = {
      processing: `Your order ${number} is being prepared. ${arrives}`,
      shipped: `Your order ${number} has been shipped and is on its way. ${arrives}`,
      out_for_delivery: `Your order ${number} is out for delivery. ${arrives}`,
      delivered: `Your order ${number} was delivered${date ? ` on ${date}` : ''}.`,
      delayed: `Your order ${number} is delayed, we are sorry about that. ${date ? `It is now expected to arrive on ${date}.` : arrives}`,
    }[status];
    return trackingUrl ? `${said}\nTrack it with ${carrier ?? 'the carrier'}: ${trackingUrl}` : said;
  },
  policy: (title, quotes, url) => `Our page "${title}" says:\n${quotes.map((quote) => `"${quote}"`).join('\n')}\nSource: ${url}`,
  addressOffer: 'If you want an address changed, write "human" and a colleague takes care of it.',
  addressProve: (subject) =>
    `I can change it here. First please send me, in one message, the order number ${subject || '(FD- and its digits)'} and either the last four characters of ` +
    'its postcode or the whole e-mail address that was used for it. Or write "human" and a colleague takes care of it.',
  addressHere:
    'I can change it here: write "code", and I send one to the e-mail address of your order. Once you have typed it, write "New address:" and where it ' +
    'shall go. Or write "human" and a colleague takes care of it.',
  addressWanted: (order) =>
    `I can change the delivery address of order ${order}. Please write it in one message that begins with "New address:", then street and number, ` +
    'postcode and city.',
  asksYes: (order, address) =>
    `Shall I change the delivery address of order ${order}?\nNew address: ${address}\n\nPlease reply with just "yes", and I have it changed. ` +
    'Anything else leaves it as it is.',
  addressTooLate: (order) =>
    `Order ${order} is no longer being prepared, so its delivery address can't be changed here. Write "human" if you would like somebody to look into it.`,
  offer: 'If you would like somebody to look into it, write "human" and a colleague takes care of it.',
  needsProof: (subject, again) =>
    `${again ? 'I still need to check' : 'Before I can tell you more, I need to check'} that ${subject ? `order ${subject}` : 'the order'} is yours. ` +
    `Please send me, in one message, the order number ${subject ? '' : '(FD- and its digits) '}` +
    'and either the last four characters of its postcode or the whole e-mail address that was used for it.',
  afterThat: (orders) =>
    `${orders.length === 1 ? 'Order' : 'Orders'} ${listed('en', orders)} ${orders.length === 1 ? 'comes' : 'come'} after that.`,
  otherNumber: 'If the other number is an order, too, please ask for it with FD in front of it.',
  proofFailed: (left) =>
    'That does not match. Please check the order number and the last four characters of the postcode, or the whole e-mail address. ' +
    `You have ${left} ${left === 1 ? 'attempt' : 'attempts'} left.`,
  proofLocked:
    'That does not match, and for everybody\'s safety I have stopped checking. A colleague can help you in another way: write "human" ' +
    'and I hand over.',
  stillLocked:
    "For everybody's safety I check no proof at the moment, so I cannot say anything about the order. A colleague can help you in another " +
    'way: write "human" and I hand over.',
  offersCode:
    'To see the carrier and the tracking link, write "code" and I send one to the e-mail address of this order. Or write "human" ' +
    'to reach a person.',
  codeSent:
    'If we have an e-mail address for this order, a mail is on its way to it, maybe to its spam folder. The link in it shows a code: please write ' +
    'the code here within ten minutes. If no mail comes, write "human" and a colleague helps you.',
  codeFailed: (left) =>
    `That code does not match, or it is no longer good. You have ${left} ${left === 1 ? 'attempt' : 'attempts'} left. Write "code" for a new one, ` +
    'or "human" to reach a person.',
  codeRefused:
    'For everybody\'s safety I send and check no further codes at the moment. A colleague can help you in another way: write "human" and I ' +
    'hand over.',
  codeUnavailable:
    'I cannot send a code at the moment. Please write "code" again in a few minutes, or write "human" and a colleague helps you.',
  unavailable:
    'I cannot reach our order system at the moment. I have kept your question and will answer it as soon as the system is back. ' +
    'If you would rather talk to a person, write "human".',
  noEvidence: 'I have no reliable information on that, and I would rather not guess. Write "human" and a colleague will answer you.',
  forPeople:
    'That is something for our team: I can neither look it up nor settle it myself. Write "human" and a colleague takes care of it.',
  clarify:
    'I am sorry, I am not sure what you mean. I can look up an order and answer questions on returns, refunds, delivery, our warranty and ' +
    'our stores. Please say it in other words, or write "human" to reach a person.',
  orderLooks: 'If you mean an order: order numbers begin with FD-.',
  notUnderstood: 'I am sorry, I still did not understand that, and I would rather not guess. I am passing you to a colleague.',
  greeting:
    'Hello! How can I help you? I can look up an order and answer questions on returns, refunds, delivery, our warranty and our stores.',
  thanks: 'You are welcome! If there is anything else, just write.',
  offDomain:
    'I am an automated assistant and cannot help with that. I can look up an order and answer questions on returns, refunds, delivery, our ' +
    'warranty and our stores; for anything else about us, write "human" to reach a person.',
  media: (kind) => {
    const name = mediaNames[kind] ?? 'message';
    if (kind === 'unsupported')
      return `Thank you, your ${name} has arrived, but I am not shown what it says. Please write it as a text, or write "human" to reach a person.`;
    const [cannot, will] =
      kind === 'audio' ? ['listen to it', 'will listen to it'] : [seen.has(kind) ? 'look at it' : 'make use of it', 'will take a look'];
    return (
      `Thank you, your ${name} has arrived. I cannot ${cannot} myself. ` +
      `Please tell me in words what it is about, or write "human" and a colleague ${will}.`
    );
  },
};

const de: Words = {
  status: ({ number, status, eta, carrier, trackingUrl }) => {
    const date = eta && day('de-DE', eta);
    const arrives = date ? `Sie kommt voraussichtlich am ${date} an.` : 'Wann sie ankommt, ist noch nicht bekannt.';
    const said = {
      processing: `Ihre Bestellung ${number} wird vorbereitet. ${arrives}`,
      shipped: `Ihre Bestellung ${number} ist verschickt und unterwegs. ${arrives}`,
      out_for_delivery: `Ihre Bestellung ${number} ist in der Zustellung. ${arrives}`,
      delivered: `Ihre Bestellung ${number} wurde ${date ? `am ${date} ` : ''}zugestellt.`,
      delayed: `Ihre Bestellung ${number} verspätet sich, das tut uns leid. ${date ? `Sie kommt nun voraussichtlich am ${date} an.` : arrives}`,
    }[status];
    return trackingUrl ? `${said}\nSendungsverfolgung bei ${carrier ?? 'dem Versanddienst'}: ${trackingUrl}` : said;
  },
  policy: (title, quotes, url) => `Auf unserer Seite „${title}“ steht:\n${quotes.map((quote) => `„${quote}“`).join('\n')}\nQuelle: ${url}`,
  addressOffer: 'Wenn eine Adresse geändert werden soll, schreiben Sie "Mensch", dann kümmert sich jemand aus unserem Team darum.',
  addressProve: (subject) =>
    `Ich kann sie hier ändern. Bitte schicken Sie mir zuerst in einer Nachricht die Bestellnummer ${subject || '(FD- und ihre Ziffern)'} und dazu entweder die ` +
    'letzten vier Zeichen der Postleitzahl oder die ganze E-Mail-Adresse der Bestellung. Oder schreiben Sie "Mensch", dann kümmert sich jemand aus unserem Team darum.',
  addressHere:
    'Ich kann sie hier ändern: Schreiben Sie "Code", und ich schicke einen an die E-Mail-Adresse Ihrer Bestellung. Wenn Sie ihn eingegeben haben, ' +
    'schreiben Sie "Neue Adresse:" und wohin es gehen soll. Oder schreiben Sie "Mensch", dann kümmert sich jemand aus unserem Team darum.',
  addressWanted: (order) =>
    `Ich kann die Lieferadresse der Bestellung ${order} ändern. Bitte schreiben Sie sie in einer Nachricht, die mit "Neue Adresse:" beginnt, danach ` +
    'Straße und Hausnummer, Postleitzahl und Ort.',
  asksYes: (order, address) =>
    `Soll ich die Lieferadresse der Bestellung ${order} ändern?\nNeue Adresse: ${address}\n\nBitte antworten Sie nur mit "Ja", dann lasse ich sie ` +
    'ändern. Alles andere lässt sie, wie sie ist.',
  addressTooLate: (order) =>
    `Die Bestellung ${order} wird nicht mehr vorbereitet, ihre Lieferadresse lässt sich hier nicht mehr ändern. Schreiben Sie "Mensch", wenn es sich ` +
    'jemand ansehen soll.',
  offer: 'Wenn sich jemand aus unserem Team darum kümmern soll, schreiben Sie "Mensch".',
  needsProof: (subject, again) =>
    `${again ? 'Ich muss noch prüfen' : 'Bevor ich mehr sagen kann, muss ich prüfen'}, ob ` +
    `${subject ? `die Bestellung ${subject}` : 'die Bestellung'} Ihre ist. Bitte schicken Sie mir in einer ` +
    `Nachricht die Bestellnummer ${subject ? '' : '(FD- und ihre Ziffern) '}` +
    'und dazu entweder die letzten vier Zeichen der Postleitzahl oder die ganze E-Mail-Adresse der Bestellung.',
  afterThat: (orders) => `Danach geht es um ${orders.length === 1 ? 'die Bestellung' : 'die Bestellungen'} ${listed('de', orders)}.`,
  otherNumber: 'Falls auch die andere Zahl eine Bestellung ist, fragen Sie bitte danach mit FD davor.',
  proofFailed: (left) =>
    'Das stimmt nicht überein. Bitte prüfen Sie die Bestellnummer und die letzten vier Zeichen der Postleitzahl oder die ganze E-Mail-Adresse. ' +
    `Sie haben noch ${left} ${left === 1 ? 'Versuch' : 'Versuche'}.`,
  proofLocked:
    'Das stimmt nicht überein, und zur Sicherheit prüfe ich nicht weiter. Jemand aus unserem Team kann Ihnen auf anderem Weg helfen: ' +
    'Schreiben Sie "Mensch".',
  stillLocked:
    'Zur Sicherheit prüfe ich zurzeit keinen Nachweis und kann deshalb zur Bestellung nichts sagen. Jemand aus unserem Team kann Ihnen auf ' +
    'anderem Weg helfen: Schreiben Sie "Mensch".',
  offersCode:
    'Wenn Sie den Versanddienst und die Sendungsverfolgung sehen möchten, schreiben Sie "Code", dann schicke ich einen an die ' +
    'E-Mail-Adresse dieser Bestellung. Oder schreiben Sie "Mensch", um jemanden aus unserem Team zu erreichen.',
  codeSent:
    'Falls wir zu dieser Bestellung eine E-Mail-Adresse haben, ist eine E-Mail dorthin unterwegs, vielleicht in den Spam-Ordner. Ihr Link zeigt ' +
    'einen Code: Bitte schreiben Sie ihn innerhalb von zehn Minuten hierher. Wenn keine E-Mail kommt, schreiben Sie "Mensch", dann hilft Ihnen ' +
    'jemand aus unserem Team.',
  codeFailed: (left) =>
    `Dieser Code stimmt nicht, oder er gilt nicht mehr. Sie haben noch ${left} ${left === 1 ? 'Versuch' : 'Versuche'}. Schreiben Sie "Code" für ` +
    'einen neuen, oder "Mensch", um jemanden aus unserem Team zu erreichen.',
  codeRefused:
    'Zur Sicherheit verschicke und prüfe ich zurzeit keine weiteren Codes. Jemand aus unserem Team kann Ihnen auf anderem Weg helfen: ' +
    'Schreiben Sie "Mensch".',
  codeUnavailable:
    'Ich kann gerade keinen Code verschicken. Bitte schreiben Sie in ein paar Minuten noch einmal "Code", oder schreiben Sie "Mensch", dann ' +
    'hilft Ihnen jemand aus unserem Team.',
  unavailable:
    'Ich erreiche unser Bestellsystem gerade nicht. Ihre Frage habe ich mir gemerkt und beantworte sie, sobald es wieder da ist. ' +
    'Wenn Sie lieber mit einem Menschen sprechen, schreiben Sie "Mensch".',
  noEvidence:
    'Dazu habe ich keine verlässliche Auskunft und möchte nicht raten. Schreiben Sie "Mensch", dann antwortet Ihnen jemand aus unserem ' +
    'Team.',
  forPeople:
    'Das kann ich selbst weder nachsehen noch erledigen, dafür ist jemand aus unserem Team da. Schreiben Sie "Mensch", dann kümmert sich ' +
    'jemand darum.',
  clarify:
    'Entschuldigung, ich bin nicht sicher, was Sie meinen. Ich kann eine Bestellung nachsehen und Fragen zu Rückgabe, Erstattung, Lieferung, ' +
    'Garantie und Filialen beantworten. Bitte sagen Sie es mit anderen Worten, oder schreiben Sie "Mensch", um jemanden aus unserem Team ' +
    'zu erreichen.',
  orderLooks: 'Falls Sie eine Bestellung meinen: Bestellnummern beginnen mit FD-.',
  notUnderstood:
    'Entschuldigung, das habe ich wieder nicht verstanden, und raten möchte ich nicht. Ich gebe Sie an jemanden aus unserem Team weiter.',
  greeting:
    'Hallo! Wie kann ich helfen? Ich kann eine Bestellung nachsehen und Fragen zu Rückgabe, Erstattung, Lieferung, Garantie und Filialen beantworten.',
  thanks: 'Gern geschehen! Wenn noch etwas ist, schreiben Sie einfach.',
  offDomain:
    'Ich bin ein automatischer Assistent und kann dabei nicht helfen. Ich kann eine Bestellung nachsehen und Fragen zu Rückgabe, Erstattung, ' +
    'Lieferung, Garantie und Filialen beantworten; für alles andere zu uns schreiben Sie "Mensch", um jemanden aus unserem Team zu erreichen.',
  media: (kind) => {
    const [arrived, it] = namesDe[kind] ?? ['Ihre Nachricht', 'sie'];
    if (kind === 'unsupported')
      return `Danke, ${arrived} ist angekommen, aber ihr Inhalt wird mir nicht gezeigt. Bitte schreiben Sie ihn als Text, oder schreiben Sie "Mensch", um einen Menschen zu erreichen.`;
    const [doing, will] = kind === 'audio' ? ['Anhören', 'hört'] : [seen.has(kind) ? 'Ansehen' : 'Verwenden', 'sieht'];
    return (
      `Danke, ${arrived} ist angekommen. ${doing} kann ich ${it} selbst nicht. Bitte schreiben Sie mir, worum es geht, oder schreiben Sie ` +
      `"Mensch", dann ${will} ${it} sich jemand aus unserem Team an.`
    );
  },
};

export const wordsIn = (locale: string): Words => (locale === 'de' ? de : en);
