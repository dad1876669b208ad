import { intents } from '@frontdesk/business';
import type { Intent } from '@frontdesk/business';
import { isHeldBack, train } from './domain/classifier.ts';
import type { Example } from './domain/classifier.ts';
import { loadExamples } from './adapters/examples.ts';
import { wantsPerson } from './domain/human.ts';
import { threshold } from './domain/bundle.ts';

const examples = loadExamples();
const trainedOn = examples.filter((example) => !isHeldBack(example));
const heldBack = examples.filter(isHeldBack);
const from = performance.now();
const classify = train(trainedOn);
const trainingMs = Math.round(performance.now() - from);
const results = heldBack.map((example) => ({ example, ...classify(example.text, example.language) }));
const share = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((1000 * part) / whole) / 1000);

const perIntent = intents.map((intent) => {
  const truePositive = results.filter((result) => result.intent === intent && result.example.intent === intent).length;
  const recall = share(truePositive, results.filter((result) => result.example.intent === intent).length);
  const precision = share(truePositive, results.filter((result) => result.intent === intent).length);
  return {
    intent,
    examples: results.filter((result) => result.example.intent === intent).length,
    precision,
    recall,
    f1: precision + recall === 0 ? 0 : share(2 * precision * recall, precision + recall),
  };
});
const sure = results.filter((result) => result.confidence >= threshold);
const isHuman = (example: Example): boolean => example.intent === 'human';
const report = {
  examples: examples.length,
  heldBack: heldBack.length,
  trainingMs,
  accuracy: share(results.filter((result) => result.intent === result.example.intent).length, results.length),
  macroF1: share(
    perIntent.reduce((sum, { f1 }) => sum + f1, 0),
    intents.length,
  ),
  threshold,
  aboveThreshold: share(sure.length, results.length),
  accuracyAboveThreshold: share(sure.filter((result) => result.intent === result.example.intent).length, sure.length),
  perIntent,
  humanRule: {
    recall: share(examples.filter((example) => isHuman(example) && wantsPerson(example.text)).length, examples.filter(isHuman).length),
    falsePositives: examples.filter((example) => !isHuman(example) && wantsPerson(example.text)).length,
    of: examples.filter((example) => !isHuman(example)).length,
  },
  confusion: confusion(),
  mistakes: results
    .filter((result) => result.intent !== result.example.intent)
    .map(({ example, intent, confidence }) => ({ text: example.text, is: example.intent, said: intent, confidence: share(confidence, 1) })),
};

function confusion(): Record<string, Partial<Record<Intent, number>>> {
  const table: Record<string, Partial<Record<Intent, number>>> = {};
  for (const { example, intent } of results) {
    const row = (table[example.intent] ??= {});
    row[intent] = (row[intent] ?? 0) + 1;
  }
  return table;
}

if (process.argv.includes('--json')) {
  console.log(JSON.stringify(report));
} else {
  console.log(`intent router: ${report.examples} examples, ${report.heldBack} held back, trained in ${report.trainingMs} ms`);
  const sure = `sure (>= ${threshold}) ${report.aboveThreshold}, of these right ${report.accuracyAboveThreshold}`;
  console.log(`accuracy ${report.accuracy}   macro-F1 ${report.macroF1}   ${sure}`);
  const { recall, falsePositives, of } = report.humanRule;
  console.log(`asking for a person, by rule: recall ${recall}, false positives ${falsePositives} of ${of}`);
  console.table(perIntent);
  console.log('confusion (is → said):');
  for (const [is, said] of Object.entries(report.confusion)) {
    const counts = Object.entries(said).map(([intent, count]) => `${intent} ${count}`);
    console.log(`  ${is.padEnd(15)} ${counts.join(', ')}`);
  }
  for (const { text, is, said, confidence } of report.mistakes) console.log(`  wrong: "${text}" is ${is}, said ${said} (${confidence})`);
}
