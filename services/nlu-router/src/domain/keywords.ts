import { any, normalise } from './words.ts';

/** Words that are no matter for a bot: the law, money taken back by the bank, somebody hurt, the press (versioned with the bundle). */
const keywords = [
  {
    code: 'LEGAL',
    words: any(
      'lawyers?|solicitors?|attorney|lawsuit|sue (?:you|your)|suing|legal action|take you to court|small claims',
      'rechtsanwalt|anwalt|anwaltin|verklagen?|klage ein\\w*|rechtliche schritte|gericht(?:lich)?|verbraucherzentrale|trading standards',
    ),
  },
  {
    code: 'CHARGEBACK',
    words: any(
      'charge ?back|dispute (?:the|this) (?:charge|payment)|fraud(?:ulent)?|scam(?:med)?',
      'ruckbuchung|zuruckbuchen|lastschrift zuruck\\w*|betrug|betrogen|anzeige erstatten',
    ),
  },
  {
    code: 'INJURY',
    words: any(
      'injur(?:y|ed|ies)|got hurt|hurt (?:me|myself|my)|bleeding|hospital|burn(?:ed|t) (?:me|myself|my)|caught fire|on fire|electric shock',
      'verletzt|verletzung|krankenhaus|blute[nt]?|stromschlag|gebrannt|brand geraten|feuer gefangen',
    ),
  },
  { code: 'PRESS', words: any('journalist|newspaper|going to the press|zeitung|zur presse') },
].map(({ code, words }) => ({ code, pattern: new RegExp(`\\b${words}\\b`) }));

/** @returns the code of the first policy keyword in the text */
export function keywordIn(text: string): string | undefined {
  const said = normalise(text);
  return keywords.find(({ pattern }) => pattern.test(said))?.code;
}
