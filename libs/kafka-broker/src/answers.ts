import { connect } from 'node:net';

/** Metadata v1 for no topic, as in the protocol guide: size, api key 3, version 1, correlation id, no client id, an empty array. */
const request = Buffer.from('0000000e' + '0003' + '0001' + '00000007' + 'ffff' + '00000000', 'hex');

/** Whether the broker answers and knows itself as alive: it lists only brokers that are not fenced. */
export function answers(port: number, timeoutMs = 1000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let received = Buffer.alloc(0);
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => end(false));
    socket.on('error', () => end(false));
    socket.on('close', () => resolve(false));
    socket.on('connect', () => socket.write(request));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length >= 12) end(received.readInt32BE(4) === 7 && received.readInt32BE(8) > 0);
    });
  });
}
