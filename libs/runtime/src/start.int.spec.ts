import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';

const program = `
  import { Module } from '@nestjs/common';
  import { start } from '@frontdesk/runtime';
  class NothingModule {}
  Module({})(NothingModule);
  await start({ name: 'nlu-router', reads: [], owns: ['nlu_router'] }, NothingModule);
`;

// As the first process of a container it would not even hear of it: the kernel gives such a one only the signals that it asks for.
test('a service that is told to end while it starts ends', async () => {
  const database = createServer((socket) => socket.on('error', () => undefined).resume()).listen(0, '127.0.0.1');
  await once(database, 'listening');
  const { port } = database.address() as AddressInfo;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: import.meta.dirname,
    env: { DATABASE_URL: `postgres://a:b@127.0.0.1:${port}/x`, VAULT_KEK: `k1:${Buffer.alloc(32).toString('base64')}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const ended = Promise.all([once(child, 'exit'), once(child.stdout, 'end')]);
  await Promise.race([once(database, 'connection'), ended]);
  child.kill('SIGTERM');
  expect((await ended)[0]).toEqual([0, null]);
  expect(JSON.parse(said)).toMatchObject({ msg: 'draining', signal: 'SIGTERM' });
  await new Promise((resolve) => database.close(resolve));
}, 60_000);
