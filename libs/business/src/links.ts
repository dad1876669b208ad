import { linkTops } from './link-tops.ts';

const invisible = /\p{Default_Ignorable_Code_Point}/gu;
/** What stands in a redacted text for personal data: part of the address that it stands in, which is judged whole. */
const token = /\[[A-Z]+_\d+\]/gu;
const label = String.raw`[\p{L}\p{M}\p{N}_-]+`;
const end = String.raw`(?<top>\p{L}[\p{L}\p{M}]+|xn--[a-z0-9-]+)(?![\p{L}\p{M}\p{N}_])`;
const rest = String.raw`(?<rest>\.?[:/?#]\S*)`;
const inAddress = String.raw`[\p{L}\p{M}\p{N}.!#$%&'*+=?^_~-]`;
/** Wherever in a word it begins: after a colon, an arrow, a quotation mark. An e-mail address is no link, unless a path makes a host of its end. */
const candidates = new RegExp(
  [
    String.raw`(?<email>(?<!${inAddress})${inAddress}{1,64}@(?:${label}\.)+\p{L}[\p{L}\p{M}]+(?![\p{L}\p{M}\p{N}_-]|\.[\p{L}\p{M}\p{N}_]|\.?[:/?#]))`,
    String.raw`(?:[a-z][a-z0-9+.-]{0,20})?://\S*`,
    String.raw`(?<![\p{L}\p{M}\p{N}])(?:www\.|(?:https?|ftp|javascript|data|file|intent|sms|tel):)\S*`,
    String.raw`(?<![\p{L}\p{M}\p{N}_.-])(?:${label}\.)+${end}${rest}?`,
    String.raw`(?<![\p{L}\p{M}\p{N}_.-])\d{1,3}(?:\.\d{1,3}){3}[:/?#]\S+`,
  ].join('|'),
  'giu',
);

/** @returns the first link in the text that the allow-list doesn't cover, or that isn't what it seems; undefined when all are fine */
export function forbiddenLink(text: string, hosts: readonly string[]): string | undefined {
  const words = text.replace(token, '0').split(/[\s<>"“”„‘’‚‹›«»()[\]{}|\p{Extended_Pictographic}]+/u);
  return words.find((word) => {
    const [seen, meant] = [bare(word), clean(word)];
    const links = [seen, meant].flatMap(linksIn);
    // what needed cleaning to be read as a link, or as none, is a trick
    return links.length > 0 && (seen !== meant || !links.every((link) => isAllowed(link, hosts)));
  });
}

const styling = "'`*_~";
/** Without the marks around it; by hand, as a pattern begins again at each of a row of them. */
function bare(word: string): string {
  let from = 0;
  let to = word.length;
  while (from < to && styling.includes(word[from]!)) from += 1;
  while (to > from && `.,;:!?…${styling}`.includes(word[to - 1]!)) to -= 1;
  return word.slice(from, to);
}
const clean = (word: string): string => bare(word.replace(invisible, '').replace(/[。．｡]/gu, '.')).normalize('NFKC');

function linksIn(word: string): string[] {
  const found = [...word.matchAll(candidates)].filter(({ groups = {} }) => groups['email'] === undefined);
  return found.filter(({ groups = {} }) => groups['top'] === undefined || isLinked(groups['top'], groups['rest'])).map(([link]) => link);
}

const plain = (top: string): string => top.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** With something behind it any name is; without, one whose end is known, whatever marks it has, or is in letters of another script. */
const isLinked = (top: string, behind: string | undefined): boolean =>
  behind !== undefined || linkTops.has(plain(top)) || plain(top).startsWith('xn--') || !/\p{Script=Latin}/u.test(top);

function isAllowed(link: string, hosts: readonly string[]): boolean {
  // what holds more than plain ASCII is a trick
  if (!/^[\x21-\x7e]+$/u.test(link) || link.includes('\\')) return false;
  const url =
    URL.canParse(link) && /:\/\//u.test(link) ? new URL(link) : URL.canParse(`https://${link}`) ? new URL(`https://${link}`) : undefined;
  if (!url || url.username || url.password || url.hostname.includes('xn--')) return false;
  const loopback = url.hostname === '127.0.0.1' || url.hostname === 'localhost';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) return false;
  if (url.port !== '' && !loopback) return false;
  const isOurs = (name: string): boolean => hosts.some((host) => name === host || (!loopback && name.endsWith(`.${host}`)));
  return isOurs(url.hostname) && sendsOnTo(url).every(isOurs);
}

/** Hosts in an address's path and query: the page may send who opens it on to them. */
const sendsOnTo = ({ pathname, search, hash }: URL): string[] =>
  [...decoded(`${pathname}${search}${hash}`).matchAll(/(?<![/\\])[/\\]{2,}(?<host>[^/\\?#&]+)/gu)].map(({ groups }) => groups!['host']!);

/** However often it is escaped. What else is escaped in a host makes it none of ours. */
const decoded = (text: string): string =>
  text
    .replace(/%(?:25)+/gu, '%')
    .replace(/%2f/giu, '/')
    .replace(/%5c/giu, '\\');
