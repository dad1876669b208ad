import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { policy } from '@frontdesk/policy';
import { defaultPolicy } from '@frontdesk/sla';
import { expect, test } from '@jest/globals';
import { read } from './recording.ts';
import { replay } from './replay.ts';
import type { Outcome } from './replay.ts';
import { report } from './report.ts';
import { replayed } from './services.ts';
import { policyReplayed } from './services/policy.ts';
import { ragToolsReplayed } from './services/rag-tools.ts';
import { slaSchedulerReplayed } from './services/sla-scheduler.ts';

const folder = join(import.meta.dirname, '../recorded');
const recorded = (name: string) => read(readFileSync(join(folder, `${name}.jsonl`), 'utf8'));
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name) => name.replace('.jsonl', ''));
const services = replayed();

/** What is decided, whatever the bundles are called: a name changes with each change of a rule. */
const whateverTheBundle = (outcome: Outcome): Outcome => ({
  ...outcome,
  bundle: '',
  bundlesBefore: [],
  changed: outcome.changed.map((one) => ({ ...one, bundleBefore: '' })),
});

// After a change of decisions that is meant: UPDATE_GOLDENS=1 npm run test:unit -- apps/replay, and read the difference. The recordings stay as they are.
test.each(names)('%s is decided as is committed beside it', (name) => {
  const path = join(folder, `${name}.txt`);
  const decided = `${report(replay(recorded(name), services).map(whateverTheBundle))}\n`;
  if (process.env['UPDATE_GOLDENS']) writeFileSync(path, decided);
  expect(decided).toBe(readFileSync(path, 'utf8'));
});

test('a rule that is changed shows in the decisions that rest on it, and in no other', () => {
  const withoutBot: typeof policy = {
    ...policy,
    decide: (state, input, context) => policy.decide(state, input, { ...context, switches: [{ switch: 'bot', scope: '*', on: false }] }),
  };
  const [outcome] = replay(recorded('an-order-and-its-proof'), [policyReplayed(withoutBot)]);
  const { decided, changed } = outcome!;
  expect(changed.map(({ message }) => message.type)).toEqual(['MessageReceived', 'ReplyProposed', 'MessageReceived', 'ReplyProposed']);
  expect(decided).toBeGreaterThan(changed.length);
  expect(changed[1]!.differences).toEqual(
    expect.arrayContaining([
      { what: 'VerdictGiven.verdict', before: 'ALLOW', after: 'REFUSE' },
      { what: 'VerdictGiven.reason', after: 'BOT_OFF' },
      { what: 'MessageDispatched', before: 'MessageDispatched' },
    ]),
  );
  expect(report([outcome!])).toMatch(
    /policy +\d+ decided again, 4 otherwise.*\n(.*\n)+ +VerdictGiven\.verdict\n +- "ALLOW"\n +\+ "REFUSE"\n/,
  );
});

test('a decision that fails is one that is otherwise, and those after it are made', () => {
  let read = 0;
  const failing: typeof policy = {
    ...policy,
    decide: (...given) => {
      read += 1;
      if (read === 2) throw new TypeError('no such rule');
      return policy.decide(...given);
    },
  };
  const [outcome] = replay(recorded('an-order-and-its-proof'), [policyReplayed(failing)]);
  expect(outcome!.changed.map(({ differences }) => differences)).toEqual([[{ what: 'fails', after: 'TypeError: no such rule' }]]);
});

test('what was not looked up then is said to be asked for, in place of an answer that nobody gave', () => {
  const { known, conversations } = recorded('a-stop-and-a-question-after-it');
  const without = conversations.map(({ id, messages }) => ({ id, messages: messages.map(({ message, readAt }) => ({ message, readAt })) }));
  const [outcome] = replay({ known, conversations: without }, [ragToolsReplayed()]);
  expect(outcome!.changed.map(({ differences }) => differences)).toEqual([
    [{ what: 'asks for', after: 'What is your returns policy?' }],
    [{ what: 'asks for', after: 'What are your opening hours?' }],
  ]);
});

test('clocks go by the SLA policy as leads had changed it', () => {
  const { known, conversations } = recorded('a-person-takes-over');
  const { matrix } = defaultPolicy;
  const slower = { ...matrix.retail.delivery, resolution: 5000 };
  const changed = {
    ...defaultPolicy,
    version: 'console-1',
    matrix: { ...matrix, retail: { ...matrix.retail, delivery: slower, general: slower } },
  };
  const differencesOf = (from: number) =>
    replay({ known: { ...known, policies: [{ policy: changed, from }] }, conversations }, [slaSchedulerReplayed()]).flatMap(
      (one) => one.changed,
    );
  expect(differencesOf(0)).toMatchObject([{ differences: [{ what: 'SlaMet.dueAt' }] }]);
  // after all of it
  expect(differencesOf(9e15)).toEqual([]);
});
