/** A text as detectors see it. `from[i]..to[i]` is the part of the original that character `i` stands for. */
export interface Normalised {
  readonly text: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** Invisible in print: control and format characters, combining marks and enclosures. */
const invisible = /[\p{Cc}\p{Cf}\p{Mn}\p{Me}]/u;
const wide = /[\t\v\f]/;
const notPlain = /[^\n\r\u0020-\u007E]/;
const digit = /\p{Nd}/u;
const dash = /[\p{Pd}\u2212\u00AC]/u;
const bullet = /[\u00B7\u2022\u2027\u22C5\u3002\uFF0E]/u;

/** Digits of every script lie in rows of ten that start at a code point ending in 0 or 6 (Unicode, DerivedNumericType). */
function digitValue(codePoint: number): number {
  const low = codePoint % 16;
  return digit.test(String.fromCodePoint(codePoint - low)) ? low : low - 6;
}

function plain(character: string): string {
  if (!notPlain.test(character)) return character;
  if (wide.test(character)) return ' ';
  if (invisible.test(character)) return '';
  if (dash.test(character)) return '-';
  if (bullet.test(character)) return '.';
  return [...character.normalize('NFKC')]
    .map((part) => {
      if (invisible.test(part)) return '';
      if (digit.test(part) && part.codePointAt(0)! >= 0x80) return String(digitValue(part.codePointAt(0)!));
      return /\s/u.test(part) ? ' ' : part;
    })
    .join('');
}

const places: number[] = [];
const next: number[] = [];

/** Every character stands for itself: most texts are so. The lists are shared, and may be longer than the text. */
function itself(text: string): Normalised {
  for (let at = places.length; at < text.length; at += 1) {
    places.push(at);
    next.push(at + 1);
  }
  return { text, from: places, to: next };
}

/** Digits of any script become 0-9, wide letters narrow, what cannot be seen goes. */
export function normalise(original: string): Normalised {
  if (!notPlain.test(original)) return itself(original);
  const from: number[] = [];
  const to: number[] = [];
  let text = '';
  let at = 0;
  for (const character of original) {
    for (const unit of plain(character).split('')) {
      text += unit;
      from.push(at);
      to.push(at + character.length);
    }
    at += character.length;
  }
  return { text, from, to };
}
