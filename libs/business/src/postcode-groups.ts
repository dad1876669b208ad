/** What in a text may be the characters of a postcode, and where it stands. */
export interface Group {
  /** upper case, without gaps */
  readonly characters: string;
  readonly start: number;
  readonly end: number;
}

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const dates = /\b\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\b/g;

/** Words of courtesy around what proves an order. */
export const courtesies: ReadonlySet<string> = words(`
  order number no nr nummer bestellung bestellnummer bestell auftrag my meine mein the die der das it its is ist s and und with mit
  for für of to in im by on postcode post code zip plz postleitzahl last final four 4 letzten letzte vier zeichen stellen ziffern
  characters character letters digits chars ending ends end endet auf lautet here hier you go are sind bitte please sure ok okay yes ja
  hi hello hallo thanks danke thank dir ihnen there sorry i think meant mean ich meinte glaube again nochmal or oder but aber so no not
  maybe perhaps vielleicht eventuell nein nicht me you he she we wir hm um oh e mail email address adresse`);
/** How somebody ends a message. */
const partings = words('lg vg mfg thx ty pls');
/** What stands before it is whole: "1012 LG" is a Dutch postcode, two letters behind a British one's end or five digits are of none. */
const isParting = (token: string, run: string): boolean =>
  partings.has(token) || (partings.has(token.toLowerCase()) && (token.length > 2 || /\d[A-Z]{2}$|^\d{5}$/.test(run)));
/** With a number they are an amount. */
const currencies = new Set(['EUR', 'USD', 'GBP', 'CHF']);
const shouted = new Set(['WHEN', 'WHAT', 'HELP', 'INFO', 'STOP', 'WANN', 'MEHR', 'NEIN', 'HALP', 'OKAY']);

/** Runs of tokens that can be a postcode's characters (4 to 8 of them, spaces and dashes ignored), and how many words are neither those nor courtesy. */
export function groupsIn(text: string): { found: Group[]; otherWords: number } {
  const found: Group[] = [];
  let run = '';
  let start = 0;
  let end = 0;
  let otherWords = 0;
  const close = () => {
    if (/^[A-Z0-9]{4,8}$/.test(run)) found.push({ characters: run, start, end });
    else if (run !== '') otherWords += 1;
    run = '';
  };
  const add = (token: string, at: number) => {
    if (run === '') start = at;
    run += token.toUpperCase();
    end = at + token.length;
  };
  for (const { 0: token, index } of text.replace(dates, (date) => ' '.repeat(date.length)).matchAll(/[\p{L}\p{N}]+/gu)) {
    if (run !== '' && /[^\P{Cc}\s]/u.test(text.slice(end, index))) close(); // a control character stands for what was taken out
    const isCourtesy = courtesies.has(token.toLowerCase()) || isParting(token, run);
    const short = /^[a-z]{1,3}$/i.test(token) && !isCourtesy;
    if (run === '' && /^fd\d*$/i.test(token)) otherWords += 1; // an order number that could not be read
    else if (currencies.has(token.toUpperCase())) {
      run = '';
      otherWords += 1;
    } else if (!isCourtesy && /\d/.test(token) && /^[a-z0-9]+$/i.test(token)) add(token, index);
    else if (token === '4' && run !== '') add(token, index);
    else if (short && (run !== '' || token === token.toUpperCase())) add(token, index);
    else if (/^[A-Z]{4}$/.test(token) && !shouted.has(token) && !isCourtesy) {
      close();
      add(token, index);
      close();
    } else {
      close();
      otherWords += isCourtesy ? 0 : 1;
    }
  }
  close();
  return { found, otherWords };
}
