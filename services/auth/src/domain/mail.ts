/** @returns what a code is for, as mail and page say it. @param forChanges an order is changed, too, for who types one */
export function purposeOf(orderNumber: string, locale: string, forChanges: boolean): string {
  if (locale === 'de') {
    const also = forChanges ? ', oder sie an eine andere Adresse liefern lassen' : '';
    return `In einem WhatsApp-Chat mit uns möchte jemand mehr zur Bestellung ${orderNumber} sehen (wer sie liefert, und wo sie sich verfolgen lässt)${also}.`;
  }
  const also = forChanges ? ', or to have it go to another address' : '';
  return `Somebody asked in a WhatsApp chat with us to see more about order ${orderNumber} (who delivers it, and where it can be tracked)${also}.`;
}

/** What the mail says that a code is had by: which order, what it is for, and that nobody has to do anything. @param forChanges as in `purposeOf` */
export function mailWith(link: string, orderNumber: string, locale: string, forChanges: boolean): { subject: string; text: string } {
  const [subject, ...lines] = (locale === 'de' ? de : en)(link, orderNumber, purposeOf(orderNumber, locale, forChanges));
  return { subject: subject!, text: lines.join('\n\n') };
}

const en = (link: string, order: string, purpose: string): string[] => [
  `A code for order ${order}`,
  purpose,
  `If that was you, this page shows a code to write in that chat, for ten minutes: ${link}`,
  'If it was not you, there is nothing to do: without the code nothing more is shown, and nothing changed.',
];

const de = (link: string, order: string, purpose: string): string[] => [
  `Ein Code zur Bestellung ${order}`,
  purpose,
  `Wenn Sie das sind, zeigt diese Seite zehn Minuten lang einen Code für diesen Chat: ${link}`,
  'Wenn Sie das nicht sind, brauchen Sie nichts zu tun: Ohne den Code wird nichts weiter gezeigt und nichts geändert.',
];
