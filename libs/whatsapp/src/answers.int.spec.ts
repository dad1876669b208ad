import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { actionOf } from './error-codes.ts';
import { GraphClient } from './graph-client.ts';
import { ruleOf } from './outcome.ts';
import type { Outcome } from './outcome.ts';

interface Answer {
  readonly name: string;
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: object | string;
  readonly want: { readonly kind: 'accepted' | 'rejected' | 'unknown'; readonly action?: string };
}
/** test/recorded/answers.md says where they come from. */
const recorded = <T extends Answer>(name: string): T[] =>
  JSON.parse(readFileSync(new URL(`../test/recorded/${name}.json`, import.meta.url), 'utf8')) as T[];
const answers = recorded('answers');
const others = recorded<Answer & { readonly ask: string }>('other-answers');
const token = 'EAAGm0PX4ZCpsBAKZCtokenZCtokenZCtokenZCtoken';
let server: Server;
let client: GraphClient;
let now: Answer;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      const body = typeof now.body === 'string' ? now.body : JSON.stringify(now.body);
      response
        .writeHead(now.status, { 'content-type': 'application/json; charset=UTF-8', ...now.headers })
        .end(body.replaceAll('{token}', token));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new GraphClient({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    version: 'v25.0',
    accessToken: () => token,
    timeoutMs: 30_000,
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

let numbers = 0;
/** A number of its own: one that Meta refuses would hold the next. */
const number = () => `${1_000 + (numbers += 1)}`;
const people = [{ phone: '+4915100000001' }];
const asked: Readonly<Record<string, () => Promise<Outcome<object>>>> = {
  markRead: () => client.markRead(number(), 'wamid.in', true),
  upload: () => client.upload(number(), { kind: 'document', mime: 'application/pdf', bytes: Buffer.from('%PDF-1.4'), filename: 'a.pdf' }),
  media: () => client.media('77', number()),
  deleteMedia: () => client.deleteMedia('77', number()),
  number: () => client.number(number()),
  profile: () => client.profile(number()),
  setProfile: () => client.setProfile(number(), { about: 'shop' }),
  block: () => client.block(number(), people),
  unblock: () => client.unblock(number(), people),
  blocked: () => client.blocked(number()),
  templates: () => client.templates('102200000000001'),
};
const said = (outcome: Outcome<object>): object => {
  if (outcome.kind !== 'rejected') return outcome;
  const { title, ...rest } = outcome;
  expect(title).not.toBe('');
  return { ...rest, action: actionOf(ruleOf(outcome)) };
};

describe('what Meta answered to a send', () => {
  test.each(answers.map((answer) => [answer.status, answer.name, answer] as const))('%i: %s', async (_status, _name, answer) => {
    now = answer;
    const outcome = await client.sendText({ numberId: number(), to: { phone: '+4915100000001' }, callbackData: 'send-1' }, 'hello');
    expect(said(outcome)).toEqual(answer.want);
    expect(JSON.stringify(outcome)).not.toContain(token);
  });
});

describe('what Meta answered to anything else', () => {
  test.each(others.map((answer) => [answer.ask, answer.status, answer.name, answer] as const))(
    '%s, %i: %s',
    async (ask, _status, _name, answer) => {
      now = answer;
      expect(said(await asked[ask]!())).toEqual(answer.want);
    },
  );
  test('there is an answer to whatever may be asked', () =>
    expect([...new Set(others.map(({ ask }) => ask))].sort()).toEqual(Object.keys(asked).sort()));
});

test('no refusal of these is taken for a yes, thrown, or tells the token, whatever was asked', async () => {
  for (const answer of answers.filter(({ status }) => status >= 400)) {
    now = answer;
    for (const outcome of await Promise.all(Object.values(asked).map((ask) => ask()))) {
      expect([answer.name, outcome.kind]).toEqual([answer.name, answer.want.kind]);
      expect(JSON.stringify(outcome)).not.toContain(token);
    }
  }
}, 30_000);
