import type { Intent } from '@frontdesk/business';
import { loadExamples, loadField } from './adapters/examples.ts';
import { threshold } from './domain/bundle.ts';
import { isHeldBack, train } from './domain/classifier.ts';
import type { Example } from './domain/classifier.ts';
import { wantsPerson } from './domain/human.ts';
import { answer, isRight, qualityOf } from './quality.ts';
import type { Answered, Quality } from './quality.ts';

const examples = loadExamples();
const field = loadField();
// of the processor: what else the machine does is not the training's
const before = process.cpuUsage();
const inService = train(examples);
const trainingMs = Math.round(process.cpuUsage(before).user / 1000);
const onSplit = answer(examples.filter(isHeldBack), train(examples.filter((example) => !isHeldBack(example))));
const onField = answer(field, inService);
const isHuman = ({ intent }: Example): boolean => intent === 'human';
const all = [...examples, ...field];
const report = {
  examples: examples.length,
  heldBack: onSplit.length,
  trainingMs,
  threshold,
  ...qualityOf(onSplit),
  confusion: confusion(onSplit),
  mistakes: mistakes(onSplit),
  // not which ones it gets wrong: who mends by them has nothing left to measure by
  field: { ...qualityOf(onField), confusion: confusion(onField) },
  humanRule: {
    asked: all.filter(isHuman).length,
    found: all.filter((example) => isHuman(example) && wantsPerson(example.text)).length,
    falsePositives: all.filter((example) => !isHuman(example) && wantsPerson(example.text)).length,
    of: all.filter((example) => !isHuman(example)).length,
  },
};

function mistakes(answered: readonly Answered[]) {
  return answered
    .filter((one) => !isRight(one))
    .map(({ text, intent, said, confidence }) => ({ text, is: intent, said, confidence: Math.round(1000 * confidence) / 1000 }));
}

function confusion(answered: readonly Answered[]): Record<string, Partial<Record<Intent, number>>> {
  const table: Record<string, Partial<Record<Intent, number>>> = {};
  for (const { intent, said } of answered) {
    const row = (table[intent] ??= {});
    row[said] = (row[said] ?? 0) + 1;
  }
  return table;
}

function print(what: string, quality: Quality & { readonly confusion: ReturnType<typeof confusion> }): void {
  console.log(`${what}: ${quality.messages}`);
  const sure = `sure (>= ${threshold}) ${quality.aboveThreshold}, of these right ${quality.accuracyAboveThreshold}`;
  console.log(`accuracy ${quality.accuracy}   macro-F1 ${quality.macroF1}   ${sure}`);
  console.table(quality.perIntent);
  console.log('confusion (is → said):');
  for (const [is, said] of Object.entries(quality.confusion)) {
    const counts = Object.entries(said).map(([intent, count]) => `${intent} ${count}`);
    console.log(`  ${is.padEnd(15)} ${counts.join(', ')}`);
  }
}

if (process.argv.includes('--json')) {
  console.log(JSON.stringify(report));
} else {
  const { asked, found, falsePositives, of } = report.humanRule;
  console.log(`intent router: ${report.examples} examples, trained in ${report.trainingMs} ms of CPU`);
  console.log(`asking for a person, by rule: found ${found} of ${asked}, false positives ${falsePositives} of ${of}`);
  print('examples held back', report);
  for (const { text, is, said, confidence } of report.mistakes) console.log(`  wrong: "${text}" is ${is}, said ${said} (${confidence})`);
  print('messages from the field', report.field);
}
