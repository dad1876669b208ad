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

  test('nor by a message that has lines like those of a stack', () => {
    const { log, written } = lines();
    log.error('not stored', new Error('value "please ring\nat 5 Harbour Street\n    at the back" is too long'));
    expect(JSON.parse(written[0]!)).toMatchObject({ stack: expect.stringMatching(/^ {4}at .*logger\.unit\.spec/) });
    expect(written[0]).not.toMatch(/Harbour|back/);
  });

  test('tells by its kind what is thrown and is no error', () => {
    const { log, written } = lines();
    log.error('not stored', 'mara@example.com');
    expect(JSON.parse(written[0]!)).toMatchObject({ error: 'string' });
    expect(written[0]).not.toContain('mara@example.com');
  });
});
