import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { expect, test } from '@jest/globals';
import { freePort } from './free-port.ts';

test('a free port can be listened on, and is below those that outgoing connections are given', async () => {
  const servers: Server[] = [];
  for (let each = 0; each < 20; each += 1) {
    const port = await freePort();
    expect(port).toBeLessThan(32_768);
    const server = createServer();
    await once(server.listen(port, '127.0.0.1'), 'listening');
    servers.push(server);
  }
  await Promise.all(servers.map(async (server) => once(server.close(), 'close')));
});
