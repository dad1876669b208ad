const invisible = /[\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/gu;
const bareHost = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.(?<top>\p{L}{2,}|xn--[a-z0-9-]+)(?<rest>[:/?#].*)?$/iu;
const linkedTops = new Set(
  (
    'app biz cc cn co com de dev digital eu example fr help icu info io link live ly me net online org page ru shop site ' +
    'store support team to top tv uk us xyz'
  ).split(' '),
);

/** @returns the first link in the text that the allow-list doesn't cover, or that isn't what it seems; undefined when all are fine */
export function forbiddenLink(text: string, hosts: readonly string[]): string | undefined {
  return text.split(/[\s<>"“”()[\]{}|]+/u).find((word) => isLink(clean(word)) && !isAllowed(word, hosts));
}

const bare = (word: string): string => word.replace(/^['`*_~]+|[.,;:!?'`*_~…]+$/gu, '');
const clean = (word: string): string => bare(word.replace(invisible, '').replace(/[。．｡]/gu, '.')).normalize('NFKC');

function isLink(word: string): boolean {
  if (/:\/\/|^(?:www\.|(?:https?|ftp|javascript|data|file|intent|sms|tel):)/iu.test(word)) return true;
  if (word.includes('@') && !word.includes('/')) return false;
  const host = bareHost.exec(word)?.groups;
  return (
    host !== undefined && (host['rest'] !== undefined || linkedTops.has(host['top']!.toLowerCase()) || host['top']!.startsWith('xn--'))
  );
}

function isAllowed(raw: string, hosts: readonly string[]): boolean {
  const word = bare(raw);
  // what needed cleaning to be read as a link, or holds more than plain ASCII, is a trick
  if (word !== clean(raw) || !/^[\x21-\x7e]+$/u.test(word) || word.includes('\\')) return false;
  const url =
    URL.canParse(word) && /:\/\//u.test(word) ? new URL(word) : URL.canParse(`https://${word}`) ? new URL(`https://${word}`) : undefined;
  if (!url || url.username || url.password || url.hostname.includes('xn--')) return false;
  const loopback = url.hostname === '127.0.0.1' || url.hostname === 'localhost';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) return false;
  if (url.port !== '' && !loopback) return false;
  return hosts.some((host) => url.hostname === host || (!loopback && url.hostname.endsWith(`.${host}`)));
}
