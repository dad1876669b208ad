import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { connect } from './connect.ts';
import { isTransientPostgresError } from './transient.ts';

/** A message of PostgreSQL's protocol: https://www.postgresql.org/docs/18/protocol-message-formats.html */
function packet(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

// Found by chaos (embedded, seed 106, fault 65): the error came in one piece with the end of the greeting, when nobody listened, and ended the
// process.
test('a connection that the server ends in the moment it is made is a transient error of whoever wanted it, and ends nobody else', async () => {
  const farewell = Buffer.concat([
    packet('R', Buffer.alloc(4)),
    packet('Z', Buffer.from('I')),
    packet('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0')),
  ]);
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(farewell));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `postgres://a:b@127.0.0.1:${(server.address() as AddressInfo).port}/x`;
  const failed = await connect({ url, schema: 'auth', poolSize: 1 }).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(isTransientPostgresError(failed)).toBe(true);
  await new Promise((resolve) => server.close(resolve));
});
