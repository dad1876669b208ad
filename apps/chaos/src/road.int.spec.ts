import { connect, createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Road } from './road.ts';

let echo: Server;
let road: Road;
beforeAll(async () => {
  echo = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  road = await Road.open(() => (echo.address() as AddressInfo).port);
});
afterAll(() => {
  road.close();
  echo.close();
});

async function echoed(bytes: number): Promise<number> {
  const socket = connect(road.port, '127.0.0.1');
  let received = 0;
  socket.on('data', (chunk) => {
    received += chunk.length;
    if (received === bytes) socket.end();
  });
  socket.write(Buffer.alloc(bytes, 7));
  await once(socket, 'close');
  return received;
}

test('everything arrives, also over a slow road', async () => {
  expect(await echoed(3_000_000)).toBe(3_000_000);
  road.slow(5, 60_000);
  expect(await echoed(200_000)).toBe(200_000);
  road.slow(0, 0);
});

test('a cut ends every connection', async () => {
  const socket = connect(road.port, '127.0.0.1');
  const ended = new Promise((resolve) => void socket.once('close', resolve));
  const failed = new Promise<NodeJS.ErrnoException>((resolve) => void socket.once('error', resolve));
  socket.on('data', () => road.cut());
  socket.write('hello');
  await ended;
  expect((await failed).code).toBe('ECONNRESET');
});

test('it says whether somebody was there to be slowed or cut: who knocks in vain is not', async () => {
  const nowhere = await Road.open(() => 1);
  const socket = connect(nowhere.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  expect([nowhere.slow(0, 0), nowhere.cut()]).toEqual([false, false]);
  nowhere.close();
  const other = connect(road.port, '127.0.0.1');
  other.on('error', () => undefined);
  other.write('hello');
  await once(other, 'data');
  expect([road.slow(0, 0), road.cut(), road.cut()]).toEqual([true, true, false]);
});

test('a cut that finds nobody yet spares who is on the way: it is tried again, and they would not come again', async () => {
  const cuts: boolean[] = [];
  const early = await Road.open(() => {
    queueMicrotask(() => cuts.push(early.cut()));
    return (echo.address() as AddressInfo).port;
  });
  const socket = connect(early.port, '127.0.0.1');
  const failed = new Promise<NodeJS.ErrnoException>((resolve) => void socket.once('error', resolve));
  const answered = once(socket, 'data');
  socket.write('hello');
  expect([await Promise.race([answered.then(String), failed.then(({ code }) => code)]), cuts]).toEqual(['hello', [false]]);
  early.close();
  await failed;
});
