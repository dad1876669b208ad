import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { explain } from './failure.ts';
import { listenFront } from './front.ts';

const before = { ...process.env };
afterEach(() => {
  for (const name of ['HOST', 'PORT']) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});

const failsOn = (port: number, host: string): Promise<unknown> =>
  listenFront([], port, host).then(
    (server) => void server.close(),
    (error: unknown) => error,
  );

test('whose port is taken is told which, and what to do, instead of a stack', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  process.env['PORT'] = String(port);
  const { words, code } = explain(await failsOn(port, '127.0.0.1'));
  other.close();
  expect(words).toBe(
    `Frontdesk cannot listen on 127.0.0.1, port ${port}: another program has it.\nEnd that one, or name another port in PORT.`,
  );
  expect(code).toBe(69);
});

test('an address that is not of this machine is named', async () => {
  Object.assign(process.env, { HOST: '203.0.113.7', PORT: '3000', WHATSAPP_GRAPH_URL: 'https://graph.example' });
  const { words } = explain(await failsOn(3000, '203.0.113.7'));
  delete process.env['WHATSAPP_GRAPH_URL'];
  expect(words).toMatch(
    /^Frontdesk cannot listen on 203\.0\.113\.7, port 3000: listen EADDRNOTAVAIL.*\nName another address in HOST, or another port in PORT\.$/,
  );
});
