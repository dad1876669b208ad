import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { Logger } from './logger.ts';

const lines = () => {
  const written: string[] = [];
  const stream = new Writable({ write: (chunk: Buffer, _, done) => (written.push(chunk.toString()), done()) });
  return { log: new Logger('policy', 'info', pino({ base: undefined }, stream)), written };
};

describe('the log', () => {
  test('is a JSON line with service, message and fields', () => {
    const { log, written } = lines();
    log.info('started', { port: 3000 });
    expect(JSON.parse(written[0]!)).toMatchObject({ service: 'policy', msg: 'started', port: 3000 });
  });

  test('tells an error by name and code, never by a message that may quote a customer', () => {
    const { log, written } = lines();
    log.error('not stored', Object.assign(new RangeError('value "mara@example.com" is too long'), { code: '22001' }));
    expect(JSON.parse(written[0]!)).toMatchObject({ error: 'RangeError', code: '22001' });
    expect(written[0]).not.toContain('mara@example.com');
  });
});
