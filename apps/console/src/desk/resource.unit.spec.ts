import { describe, expect, test } from '@jest/globals';
import { Resource } from './resource.ts';

/** Something to read whose every look is answered by the next of these; an error is a look that failed. */
const reading = (...answers: readonly (string | Error)[]) => {
  const left = [...answers];
  return new Resource(async () => {
    const answer = left.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  });
};
const away = new Error('away');

describe('what is read', () => {
  test('that cannot be read is an error and no value', async () => {
    const read = reading(away);
    await read.load();
    expect(read.state()).toEqual({ value: undefined, error: away });
  });

  test('stays with the error beside it when a later look fails, until one goes well', async () => {
    const read = reading('old', away, 'new');
    await read.load();
    await read.load();
    expect(read.state()).toEqual({ value: 'old', error: away });
    await read.load();
    expect(read.state()).toEqual({ value: 'new', error: undefined });
  });

  test('is not up to date because a command changed a part of it', async () => {
    const read = reading('old', away);
    await read.load();
    await read.load();
    read.update((before) => `${before} and more`);
    expect(read.state()).toEqual({ value: 'old and more', error: away });
  });
});
