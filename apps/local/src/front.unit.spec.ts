import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from '@jest/globals';
import { fromThisMachine } from './front.ts';

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
