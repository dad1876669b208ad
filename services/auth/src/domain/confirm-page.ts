import { shown } from './codes.ts';

/** A page of a link that came by e-mail: what it is about, or the code, or that the link is over. */
interface Words {
  readonly title: string;
  asks(order: string): readonly string[];
  readonly button: string;
  shows(code: string): readonly string[];
  readonly over: readonly string[];
}

const en: Words = {
  title: 'Your order',
  asks: (order) => [
    `Somebody asked in a WhatsApp chat with us to see more about order ${order}: who delivers it, and where it can be tracked.`,
    'If that was you, press the button: it shows a code to write in that chat. If not, close this page: nothing more is shown to anybody.',
  ],
  button: 'It was me: show the code',
  shows: (code) => [
    `Write this code in the chat in which you asked: ${code}`,
    'It is good for ten minutes from when you asked, once. Please give it to nobody: whoever writes it in their chat sees your order there.',
  ],
  over: ['This link is over, or it was used. If you asked for it, write "code" in the chat again.'],
};

const de: Words = {
  title: 'Ihre Bestellung',
  asks: (order) => [
    `In einem WhatsApp-Chat mit uns möchte jemand mehr zur Bestellung ${order} sehen: wer sie liefert, und wo sie sich verfolgen lässt.`,
    'Wenn Sie das sind, drücken Sie den Knopf: Er zeigt einen Code für diesen Chat. Wenn nicht, schließen Sie die Seite: Es wird niemandem mehr gezeigt.',
  ],
  button: 'Ich war das: Code zeigen',
  shows: (code) => [
    `Schreiben Sie diesen Code in den Chat, in dem Sie gefragt haben: ${code}`,
    'Er gilt zehn Minuten ab Ihrer Frage, einmal. Geben Sie ihn bitte niemandem: Wer ihn in seinen Chat schreibt, sieht dort Ihre Bestellung.',
  ],
  over: ['Dieser Link gilt nicht mehr, oder er wurde schon benutzt. Wenn Sie gefragt haben, schreiben Sie im Chat noch einmal "Code".'],
};

const wordsIn = (locale: string): Words => (locale === 'de' ? de : en);

/** What is being confirmed, and a button: opening a link shows and changes nothing, as whatever looks through mails opens links, too. */
export const askingPage = (orderNumber: string, locale: string): string => {
  const { asks, button } = wordsIn(locale);
  return page(locale, asks(orderNumber), `<form method="post"><button>${escaped(button)}</button></form>`);
};

export const codePage = (code: string, locale: string): string => page(locale, wordsIn(locale).shows(shown(code)));

/** The same for whatever is no link of ours, is too old, used, or followed by a newer one. */
export const overPage = (locale: string): string => page(locale, wordsIn(locale).over);

function page(locale: string, paragraphs: readonly string[], form = ''): string {
  const lines = paragraphs.map((one) => `<p>${escaped(one)}</p>`).join('\n');
  return `<!doctype html>
<html lang="${locale === 'de' ? 'de' : 'en'}">
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${escaped(wordsIn(locale).title)}</title>
<style>body { max-width: 34rem; margin: 3rem auto; padding: 0 1rem; font: 1.1rem/1.5 system-ui, sans-serif } button { font: inherit; padding: .6rem 1rem }</style>
${lines}
${form}
</html>
`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (one) => entities[one]!);
