import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';

const program = `
  import { whenToldToEnd } from './told-to-end.ts';
  const ask = () => whenToldToEnd((why) => { console.log(why); process.exit(0); });
  setTimeout(() => process.exit(2), 20_000); // who was not told
  if (process.env.ASKS === 'at once') ask();
  process.send('runs');
  if (process.env.ASKS === 'when its parent is gone') {
    const looking = setInterval(() => { if (!process.connected) { clearInterval(looking); ask(); } }, 1);
  }
`;

test.each(['at once', 'when its parent is gone'])(
  'a process ends when whoever started it is gone: it asks %s',
  async (asks) => {
    const child = spawn(process.execPath, ['--input-type=module-typescript', '--no-warnings', '-e', program], {
      cwd: import.meta.dirname,
      env: { ASKS: asks },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    let said = '';
    child.stdout!.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    await once(child, 'message');
    const ended = Promise.all([once(child, 'exit'), once(child.stdout!, 'end')]);
    child.disconnect();
    expect((await ended)[0]).toEqual([0, null]);
    expect(said).toBe('disconnect\n');
  },
  30_000,
);
