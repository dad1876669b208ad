const invisible = /\p{Default_Ignorable_Code_Point}/gu;
/** What stands in a redacted text for personal data: part of the address that it stands in, which is judged whole. */
const token = /\[[A-Z]+_\d+\]/gu;
const separators = /[\s<>"“”„()[\]{}|\p{Extended_Pictographic}]+/u;
const spelled = /[a-z][a-z0-9+.-]{0,20}:\/\/.*|^(?:https?|ftp|javascript|data|file|intent|sms|tel):.*|(?<![\p{L}\p{N}])www\..*/isu;
/** A phone makes a link of it wherever it begins in a word. */
const bareHost =
  /(?<![\p{L}\p{N}_-]\.?)(?:[\p{L}\p{N}_-]+\.)+(?<top>\p{L}{2,}|xn--[a-z0-9-]+)(?![\p{L}\p{N}_@]|\.[\p{L}\p{N}])(?<rest>[:/?#].*)?/giu;
const linkedTops = new Set(
  (
    'app at be biz blog cc ch click cloud cn co com cz de dev digital dk eu example fi fr gg help icu info io link live lol lu ly me mov ' +
    'net nl online org page pl pro pt ru se shop site store support team tech tk to top tv uk us vip website win xyz zip'
  ).split(' '),
);

/** @returns the first link in the text that the allow-list doesn't cover, or that isn't what it seems; undefined when all are fine */
export function forbiddenLink(text: string, hosts: readonly string[]): string | undefined {
  return text
    .replace(token, '0')
    .split(separators)
    .find((word) => linksIn(clean(word)).some((link) => !isAllowed(link, word, hosts)));
}

const bare = (word: string): string => word.replace(/^['`*_~]+|[.,;:!?'`*_~…]+$/gu, '');
const clean = (word: string): string => bare(word.replace(invisible, '').replace(/[。．｡]/gu, '.')).normalize('NFKC');

function linksIn(word: string): string[] {
  const link = spelled.exec(word) ?? (word.includes('://') ? /.*/su.exec(word) : null);
  const before = link ? word.slice(0, link.index) : word;
  return [...[...before.matchAll(bareHost)].filter((match) => isLink(match, before)).map(([found]) => found), ...(link ?? [])];
}

function isLink({ index, groups }: RegExpExecArray, word: string): boolean {
  const { top = '', rest } = groups!;
  if (/[^\s@]@$/u.test(word.slice(0, index))) return rest !== undefined && /^(?:\/|:\d)/u.test(rest);
  return rest !== undefined || linkedTops.has(top.toLowerCase()) || top.startsWith('xn--');
}

function isAllowed(link: string, raw: string, hosts: readonly string[]): boolean {
  // what needed cleaning to be read as a link, or holds more than plain ASCII, is a trick
  if (!raw.includes(link) || !/^[\x21-\x7e]+$/u.test(link) || link.includes('\\')) return false;
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

/** What else is escaped in a host makes it none of ours. */
function decoded(text: string): string {
  const once = text.replace(/%25/gu, '%').replace(/%2f/giu, '/').replace(/%5c/giu, '\\');
  return once === text ? text : decoded(once);
}
