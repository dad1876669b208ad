/** A document of the knowledge base. Each paragraph is one passage, short enough to be quoted whole. */
export interface Document {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly url: string;
  readonly locale: 'en' | 'de';
  /** the router's intent that it answers */
  readonly topic: string;
  /** words that customers use and the document doesn't; searched, never quoted */
  readonly keywords: string;
  /** the words that name what it is about: who says one of them asks about that, whatever else they say; searched, never quoted */
  readonly subject: string;
  /** the last day on which it may be cited, YYYY-MM-DD */
  readonly validUntil: string;
  readonly body: string;
  /** its paragraphs, without headings */
  readonly passages: readonly Passage[];
}

export interface Passage {
  readonly text: string;
  /** words that customers use for just this, from a comment before the paragraph; searched, never quoted */
  readonly keywords: string;
}

export const longestPassage = 350;

/**
 * Reads front matter (`key: value` lines between two `---`) and body.
 * @throws with the name of what is missing or wrong, so that a bad document stops the start and not an answer
 */
export function parseDocument(text: string, name: string): Document {
  const parts = /^---\n([\s\S]*?)\n---\n([\s\S]+)$/.exec(text.replace(/\r\n/g, '\n'));
  if (!parts) throw new Error(`${name}: expected front matter between two lines of ---`);
  const fields = new Map(
    parts[1]!.split('\n').map((line) => [line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const field = (key: string, form = /./): string => {
    const value = fields.get(key) ?? '';
    if (!form.test(value)) throw new Error(`${name}: ${key} is missing or malformed`);
    return value;
  };
  const passages = passagesOf(parts[2]!);
  const tooLong = passages.find(({ text: passage }) => passage.length > longestPassage);
  if (tooLong) throw new Error(`${name}: a paragraph is longer than ${longestPassage} characters: "${tooLong.text.slice(0, 40)}…"`);
  return {
    id: field('id', /^[a-z0-9-]+$/),
    version: field('version'),
    title: field('title'),
    url: field('url', /^https:\/\//),
    locale: field('locale', /^(en|de)$/) as 'en' | 'de',
    topic: field('topic'),
    keywords: field('keywords'),
    subject: field('subject'),
    validUntil: field('valid_until', /^\d{4}-\d{2}-\d{2}$/),
    body: parts[2]!.replace(comments, '').trim(),
    passages,
  };
}

const comments = /^<!--(.*)-->\n/gm;

const passagesOf = (text: string): Passage[] =>
  text
    .split(/\n\s*\n/)
    .map((paragraph) => ({
      text: paragraph.replace(comments, '').trim(),
      keywords: [...paragraph.matchAll(comments)].map(([, words]) => words!.trim()).join(' '),
    }))
    .filter((passage) => passage.text !== '' && !passage.text.startsWith('#'));
