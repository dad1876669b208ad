import { shown } from './codes.ts';
import { purposeOf } from './mail.ts';

/** A page of a link that came by e-mail: what it is about, or the code, or that the link is over. */
interface Words {
  readonly title: string;
  readonly asks: string;
  readonly button: string;
  readonly shows: string;
  /** below the code */
  readonly once: string;
  readonly over: readonly string[];
}

const en: Words = {
  title: 'Your order',
  asks: 'If that was you, press the button: it shows a code to write in that chat. If not, close this page: nothing more is shown to anybody.',
  button: 'It was me: show the code',
  shows: 'Write this code in the chat in which you asked:',
  once: 'It is good for ten minutes from when you asked, once. Please give it to nobody: whoever writes it in their chat is taken for you there.',
  over: ['This link is over, or it was used. If you asked for it, write "code" in the chat again.'],
};

const de: Words = {
  title: 'Ihre Bestellung',
  asks: 'Wenn Sie das sind, drücken Sie den Knopf: Er zeigt einen Code für diesen Chat. Wenn nicht, schließen Sie die Seite: Es wird niemandem mehr gezeigt.',
  button: 'Ich war das: Code zeigen',
  shows: 'Schreiben Sie diesen Code in den Chat, in dem Sie gefragt haben:',
  once: 'Er gilt zehn Minuten ab Ihrer Frage, einmal. Geben Sie ihn bitte niemandem: Wer ihn in seinen Chat schreibt, gilt dort als Sie.',
  over: ['Dieser Link gilt nicht mehr, oder er wurde schon benutzt. Wenn Sie gefragt haben, schreiben Sie im Chat noch einmal "Code".'],
};

const wordsIn = (locale: string): Words => (locale === 'de' ? de : en);

/** What is being confirmed, and a button: opening a link shows and changes nothing, as whatever looks through mails opens links, too. */
export const askingPage = (orderNumber: string, locale: string, forChanges: boolean): string => {
  const { asks, button } = wordsIn(locale);
  return page(locale, [
    paragraph(purposeOf(orderNumber, locale, forChanges)),
    paragraph(asks),
    `<form method="post"><button>${escaped(button)}</button></form>`,
  ]);
};

export const codePage = (code: string, locale: string): string => {
  const { shows, once } = wordsIn(locale);
  return page(locale, [paragraph(shows), `<p class="code">${escaped(shown(code))}</p>`, paragraph(once)]);
};

/** The same for whatever is no link of ours, is too old, used, or followed by a newer one. */
export const overPage = (locale: string): string => page(locale, wordsIn(locale).over.map(paragraph));

const style = `
  :root { color-scheme: light dark }
  body { max-width: 34rem; margin: 3rem auto; padding: 0 1rem; font: 1.1rem/1.5 system-ui, sans-serif }
  h1 { font-size: 1.4rem }
  button { font: inherit; font-weight: 600; padding: .7rem 1.2rem; border: 0; border-radius: .5rem; background: #0f766e; color: #fff; cursor: pointer }
  .code { margin: 1.5rem 0; font: 600 2.4rem/1 ui-monospace, monospace; letter-spacing: .08em }
`;

function page(locale: string, blocks: readonly string[]): string {
  const title = escaped(wordsIn(locale).title);
  return `<!doctype html>
<html lang="${locale === 'de' ? 'de' : 'en'}">
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${title}</title>
<style>${style}</style>
<h1>${title}</h1>
${blocks.join('\n')}
</html>
`;
}

const paragraph = (text: string): string => `<p>${escaped(text)}</p>`;
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (one) => entities[one]!);
