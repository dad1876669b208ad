import { shown } from './codes.ts';

/** What the mail says that brings a code: which order, what it is for, and that nobody has to do anything. */
export function mailWith(code: string, orderNumber: string, locale: string): { subject: string; text: string } {
  const [subject, ...lines] = (locale === 'de' ? de : en)(shown(code), orderNumber);
  return { subject: subject!, text: lines.join('\n\n') };
}

const en = (code: string, order: string): string[] => [
  `Your code for order ${order}`,
  `Somebody asked in a WhatsApp chat with us to see more about order ${order}: who delivers it, and where it can be tracked.`,
  `If that was you, write this code in the chat: ${code}`,
  'It is good for ten minutes, once. If it was not you, there is nothing to do: without the code nothing more is shown. Please give it to nobody else.',
];

const de = (code: string, order: string): string[] => [
  `Ihr Code zur Bestellung ${order}`,
  `In einem WhatsApp-Chat mit uns möchte jemand mehr zur Bestellung ${order} sehen: wer sie liefert, und wo sie sich verfolgen lässt.`,
  `Wenn Sie das sind, schreiben Sie diesen Code in den Chat: ${code}`,
  'Er gilt zehn Minuten, einmal. Wenn Sie das nicht sind, brauchen Sie nichts zu tun: Ohne den Code wird nichts weiter gezeigt. Geben Sie ihn bitte niemandem sonst.',
];
