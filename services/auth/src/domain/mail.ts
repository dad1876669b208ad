/** What the mail says that a code is had by: which order, what it is for, and that nobody has to do anything. */
export function mailWith(link: string, orderNumber: string, locale: string): { subject: string; text: string } {
  const [subject, ...lines] = (locale === 'de' ? de : en)(link, orderNumber);
  return { subject: subject!, text: lines.join('\n\n') };
}

const en = (link: string, order: string): string[] => [
  `A code for order ${order}`,
  `Somebody asked in a WhatsApp chat with us to see more about order ${order}: who delivers it, and where it can be tracked.`,
  `If that was you, this page shows a code to write in that chat, for ten minutes: ${link}`,
  'If it was not you, there is nothing to do: without the code nothing more is shown.',
];

const de = (link: string, order: string): string[] => [
  `Ein Code zur Bestellung ${order}`,
  `In einem WhatsApp-Chat mit uns möchte jemand mehr zur Bestellung ${order} sehen: wer sie liefert, und wo sie sich verfolgen lässt.`,
  `Wenn Sie das sind, zeigt diese Seite zehn Minuten lang einen Code für diesen Chat: ${link}`,
  'Wenn Sie das nicht sind, brauchen Sie nichts zu tun: Ohne den Code wird nichts weiter gezeigt.',
];
