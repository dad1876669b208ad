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
  /** the last day on which it may be cited, YYYY-MM-DD */
  readonly validUntil: string;
  readonly body: string;
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
  const document: Document = {
    id: field('id', /^[a-z0-9-]+$/),
    version: field('version'),
    title: field('title'),
    url: field('url', /^https:\/\//),
    locale: field('locale', /^(en|de)$/) as 'en' | 'de',
    topic: field('topic'),
    keywords: field('keywords'),
    validUntil: field('valid_until', /^\d{4}-\d{2}-\d{2}$/),
    body: parts[2]!.trim(),
  };
  const tooLong = passagesOf(document).find((passage) => passage.length > longestPassage);
  if (tooLong) throw new Error(`${name}: a paragraph is longer than ${longestPassage} characters: "${tooLong.slice(0, 40)}…"`);
  return document;
}

/** The paragraphs, without headings. */
export const passagesOf = ({ body }: Pick<Document, 'body'>): string[] =>
  body
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '' && !paragraph.startsWith('#'));
