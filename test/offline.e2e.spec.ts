import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { findTicket, saying, takeOver, until } from '@frontdesk/demo';
import { onBus } from './on-both-buses.ts';

const folder = mkdtempSync(join(tmpdir(), 'frontdesk-offline-'));
const file = join(folder, 'reached-for');
writeFileSync(file, '');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const env = { NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'loopback-only.mjs')).href}`, REACHED_FOR: file };
const day = 24 * 3_600_000;

onBus(
  'embedded',
  'with the twin and its clock nothing else is needed',
  (system) => {
    test('a conversation, a person who takes it over, and the same customer a week later: nobody beyond this machine is asked for', async () => {
      const phone = system().world.phone('+15550100981');
      expect(saying(await phone.ask('What is your returns policy?'))).toMatch(/30 days/);
      await phone.ask('Can I speak to a real person please?');
      const agent = await system().seat('ana@frontdesk.example');
      await agent.present('available');
      const { id } = await findTicket(agent, (one) => ['waiting', 'offered'].includes(one.state), 'the case');
      await takeOver(agent, id);
      await agent.reply(id, 'Here I am.');
      await until("the person's answer", async () => (await phone.received()).some(({ text }) => text === 'Here I am.'));
      await agent.letGo(id, 'resolve');
      await system().world.advance(7 * day);
      await phone.write('What is your returns policy?');
      await until('the same answer', async () => (await phone.received()).filter(({ text }) => /30 days/.test(text ?? '')).length === 2);
      expect(readFileSync(file, 'utf8')).toBe('');
    }, 120_000);

    test('and whoever were asked for would have been noticed', () => {
      const ask = "import('node:net').then(({ connect }) => connect(443, 'graph.example'))";
      expect(spawnSync(process.execPath, ['-e', ask], { env: { ...process.env, ...env } }).status).toBe(1);
      const fetching = "fetch('http://192.0.2.1:8080/')";
      expect(spawnSync(process.execPath, ['-e', fetching], { env: { ...process.env, ...env } }).status).toBe(1);
      expect(readFileSync(file, 'utf8')).toBe('graph.example\n192.0.2.1\n');
    });
  },
  env,
);
