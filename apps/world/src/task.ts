import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { languages, phraseNamed } from './phrases.ts';
import type { Language } from './phrases.ts';
import { whoNames } from './household.ts';

/** What may be told: of an order (the customer's first, or the one named), a page of the knowledge base, or words (a regular expression). */
const Fact = z.string().regex(/^(?:(?:status|eta|link)(?: [12])?|page [a-z-]+|asks for proof|offers a person|says .+)$/);
export type Fact = z.output<typeof Fact>;

/** What the customer says only if the bot has just said so. */
const Condition = z.enum(['asked for proof', 'proof refused', 'not asked for proof']);
export type Condition = z.output<typeof Condition>;

/** `asks returns`, or in another language than the task's: `de: asks returns`. */
const Phrase = z
  .string()
  .regex(/^(?:(?:en|de): )?[a-z0-9 ',-]+$/)
  .refine((name) => phraseNamed(name) !== undefined, { error: 'there is no such phrase in each language that the task may be spoken in' });

const Step = z.union([
  z.strictObject({
    /** one message, or several in a row */
    say: z.union([Phrase.transform((name) => [name]), z.array(Phrase).min(2)]),
    if: Condition.optional(),
    /** some: whoever says nothing to it has failed; none: it is over, or people have it */
    reply: z.enum(['some', 'none', 'any']).default('some'),
    /** is not cut into several messages, as the bot asks for a proof */
    whole: z.boolean().default(false),
    /** is the word it is: no courtesy, no slip of the finger */
    exact: z.boolean().default(false),
  }),
  z.strictObject({ send: z.record(z.string(), z.unknown()), reply: z.enum(['some', 'none', 'any']).default('some') }),
  z.strictObject({ later: z.string().regex(/^\d+[mhd]$/), reply: z.enum(['some', 'any']).default('any') }),
  z.strictObject({ shop: z.enum(['away', 'back']) }),
  /** what a person at the console does with the case; what they say is a phrase */
  z.strictObject({ person: z.enum(['answers', 'hands back', 'resolves']), reply: z.enum(['some', 'any']).default('any') }),
]);
export type Step = z.output<typeof Step>;

const Holds = z.strictObject({
  told: z.array(Fact).default([]),
  never: z.array(Fact).default([]),
  /** told or not, it is no mistake */
  may: z.array(Fact).default([]),
  ends: z.enum(['bot', 'person']),
  /** of the case as people got it */
  handoff: z
    .strictObject({ reason: z.string(), tier: z.string(), topic: z.string(), priority: z.number().int().min(1).max(4) })
    .partial()
    .optional(),
  opted_out: z.boolean().default(false),
  /** of the last word; any: the customer has said nothing that is of a language */
  ends_in: z.enum([...languages, 'any']).optional(),
  /** the business's messages at most */
  messages: z.number().int().positive(),
});

const Definition = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  who: z.enum(whoNames),
  spoken: z
    .array(z.enum(languages))
    .min(1)
    .default([...languages]),
  steps: z.array(Step).min(1),
  holds: Holds,
});

const File = z.strictObject({ family: z.string(), tasks: z.array(Definition).min(1) });

/** A customer with a goal, who speaks one language at first, and what has to hold when they are done. */
export interface Task extends z.output<typeof Definition> {
  readonly family: string;
  readonly language: Language;
}

const folder = join(import.meta.dirname, '../tasks');

/** @throws with the file's name and what of it is wrong */
export function tasksOf(text: string, name: string): Task[] {
  const read = File.safeParse(parse(text));
  if (!read.success) throw new Error(`${name}: ${z.prettifyError(read.error)}`);
  const { family, tasks } = read.data;
  return tasks.flatMap((one) => one.spoken.map((language) => ({ ...one, id: `${one.id}-${language}`, family, language })));
}

/** Every task of the world, in each language that it is spoken in. */
export const loadTasks = (): Task[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => tasksOf(readFileSync(join(folder, name), 'utf8'), name));
