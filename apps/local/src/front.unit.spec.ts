import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { fromThisMachine, listenFront, proxyTo } from './front.ts';

const answered = (remoteAddress: string, localAddress = '192.0.2.7'): number => {
  let status = 0;
  const response = { writeHead: (code: number) => ((status = code), { end: () => undefined }) } as unknown as ServerResponse;
  fromThisMachine((_, answer) => void answer.writeHead(204))(
    { socket: { remoteAddress, localAddress } } as unknown as IncomingMessage,
    response,
  );
  return status;
};

test.each([
  ['127.0.0.1', 204],
  ['::1', 204],
  ['::ffff:127.0.0.1', 204],
  ['192.0.2.7', 204],
  ['192.0.2.8', 404],
  ['2001:db8::1', 404],
  ['', 404],
])('calls between services from %s are answered %d', (address, status) => expect(answered(address)).toBe(status));

test('an answer that breaks off behind the front breaks off before it', async () => {
  const behind = await listenFront(
    [{ prefix: '/', handle: (_, answer) => void answer.write('half', () => answer.destroy()) }],
    0,
    '127.0.0.1',
  );
  const front = await listenFront([{ prefix: '/', handle: proxyTo(portOf(behind)) }], 0, '127.0.0.1');
  const answer = await fetch(`http://127.0.0.1:${portOf(front)}/`);
  await expect(answer.text()).rejects.toThrow('terminated');
  for (const server of [front, behind]) server.close();
});

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
