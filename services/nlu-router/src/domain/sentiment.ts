import { wordsOf, wordSet } from './words.ts';

const negative = wordSet(`
    angry annoyed annoying awful bad broken damaged disappointed disappointing disgusting furious hate horrible late lost missing
    never nothing outrageous pathetic poor ridiculous rubbish shit stupid terrible unacceptable unhappy upset useless waiting
    waste worst wrong wtf fuck fucking crap argerlich beschadigt defekt enttauscht enttauschend falsch frech furchtbar kaputt
    katastrophe mies nervt nie nichts saftladen scheisse schlecht schrecklich sauer unverschamt verargert verloren wutend zumutung
    unmoglich frechheit`);
const positive = wordSet(`
    amazing appreciate awesome brilliant excellent fantastic glad good great happy helpful love lovely nice perfect pleased super
    thanks thank wonderful thx begeistert danke dank freundlich gut hilfreich klasse lieb liebe nett perfekt prima schon spitze
    super toll wunderbar zufrieden`);
const negations = new Set(['not', 'no', 'never', 'dont', 'isnt', 'wasnt', 'nicht', 'kein', 'keine', 'nie']);

/** Words counted against each other; a negation turns the next word round, several exclamation marks or capitals make an ill word worse. */
export function sentimentOf(text: string): 'negative' | 'neutral' | 'positive' {
  const words = wordsOf(text);
  let score = 0;
  words.forEach((word, at) => {
    const turned = at > 0 && negations.has(words[at - 1]!) ? -1 : 1;
    if (positive.has(word)) score += turned;
    else if (negative.has(word)) score -= negations.has(word) ? 0.5 : turned;
  });
  const shouting = /!{2,}|\?{3,}/.test(text) || (/\p{Lu}{5,}/u.test(text) && text === text.toUpperCase());
  if (shouting && score <= 0) score -= 0.5;
  return score <= -1 ? 'negative' : score >= 1 ? 'positive' : 'neutral';
}
