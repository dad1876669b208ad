import { readFileSync } from 'node:fs';
import { intents } from '@frontdesk/business';
import { z } from 'zod';
import type { Example } from '../domain/classifier.ts';

const Row = z.object({ text: z.string().min(1), intent: z.enum(intents), language: z.enum(['en', 'de']) });

/** The versioned examples that the classifier is trained from at start. */
export const loadExamples = (): Example[] => load('examples/v1.jsonl');

/** Messages as customers write them, to measure by: never trained on, and labelled before the classifier had read them. */
export const loadField = (): Example[] => load('field/v1.jsonl');

function load(file: string): Example[] {
  const lines = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => Row.parse(JSON.parse(line)));
}
