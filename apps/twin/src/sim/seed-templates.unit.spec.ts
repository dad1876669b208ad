import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { seedTemplates } from './seed-templates.ts';

const rows = [
  ...readFileSync(new URL('../../../../docs/deploy.md', import.meta.url), 'utf8').matchAll(
    /^\| `(\w+)` \| `(\w+)` \| ([^|]+) \| ([^|]*)\|$/gm,
  ),
].map(([, name, language, body, button]) => [name, language, body, button!.trim()]);

interface Component {
  readonly type: string;
  readonly text?: string;
  readonly buttons?: readonly { text: string }[];
}

test("what the guide has an installer make at Meta is what the twin's account has, word for word", () => {
  expect(rows.map(([name, language]) => `${name} ${language}`)).toEqual([
    'conversation_update en_US',
    'conversation_update de',
    'csat_rating en_US',
    'csat_rating de',
  ]);
  for (const [name, language, ...words] of rows) {
    const template = seedTemplates().find((one) => one.name === name && one.language === language)!;
    const of = (type: string) => (template.components as unknown as readonly Component[]).find((one) => one.type === type);
    expect([
      template.category,
      of('BODY')?.text,
      of('BUTTONS')
        ?.buttons?.map(({ text }) => text)
        .join() ?? '',
    ]).toEqual(['UTILITY', ...words]);
  }
});
