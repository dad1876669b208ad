import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Stand, brokenRules } from '@frontdesk/chaos';
import { saying, until } from '@frontdesk/demo';
import { forgetEmbeddedPostgres } from '@frontdesk/postgres';

// A small disk of its own, really full and really read-only: mounting one takes Linux and root.
const disk = mkdtempSync(join(tmpdir(), 'frontdesk-disk-'));
const mounted = mount('-t', 'tmpfs', '-o', 'size=400m,mode=755', 'tmpfs', disk);
const untested = 'NOT TESTED HERE, because mounting a tmpfs is not allowed (it takes Linux and root): the disk of the data directory';

function mount(...args: string[]): boolean {
  try {
    execFileSync('mount', args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Fills up what is left, to the last byte. */
function fill(name: string): void {
  const file = openSync(join(disk, name), 'a');
  try {
    for (let size = 1024 * 1024; size >= 1;) {
      try {
        writeSync(file, Buffer.alloc(size));
      } catch {
        size = Math.floor(size / 2);
      }
    }
  } finally {
    closeSync(file);
  }
}

const left = () => {
  const { bavail, bsize } = statfsSync(disk);
  return bavail * bsize;
};

(mounted ? describe : describe.skip)(mounted ? 'the disk of the data directory' : untested, () => {
  let stand: Stand;
  const heard = () => stand.system.output.join('');
  beforeAll(async () => {
    chmodSync(disk, 0o755); // PostgreSQL's user has to come through, or the cluster would lie elsewhere
    stand = await Stand.start('embedded', 'own', { dataDir: join(disk, 'data') });
  }, 150_000);
  afterAll(async () => {
    mount('-o', 'remount,rw', disk);
    await stand?.stop();
    forgetEmbeddedPostgres(join(disk, 'data/postgres'));
    execFileSync('umount', ['-l', disk]);
    rmSync(disk, { recursive: true, force: true });
  }, 60_000);

  const answered = (number: string, pattern: RegExp) =>
    until(
      `the answer to ${number}`,
      async () => {
        await stand.register(1_000);
        const received = await stand.world.phone(number).received();
        return received.some(({ text }) => pattern.test(text)) ? received : undefined;
      },
      90_000,
    );

  /** Waits until the rules of every table hold: nothing is lost, and nothing is under way. */
  async function inOrder(): Promise<void> {
    let broken: string[] = [];
    const look = async () => (broken = await brokenRules((sql) => stand.query(sql), 'embedded')).length === 0;
    await until('every rule to hold', look, 90_000).catch(() => undefined);
    expect(broken).toEqual([]);
  }

  test('full: it says so, keeps what it has, and goes on by itself when there is room', async () => {
    const [before, during] = ['+15550100871', '+15550100872'];
    await stand.world.phone(before).ask('What is your returns policy?');
    fill('filler');
    await until('the words', async () => /the disk that holds the data directory is full/.test(heard()));
    for (let n = 0; n < 40; n += 1) {
      await stand.world.phone(during).write(`What are your opening hours? ${'x'.repeat(3_000)}`);
      fill('filler');
    }
    await until('something that found no room', async () => /"53100"|PostgreSQL ended/.test(heard()), 60_000);
    expect(left()).toBeLessThan(1024 * 1024);
    rmSync(join(disk, 'filler'));
    await until('the words that there is room', async () => /has room again/.test(heard()));
    expect(saying(await answered(during, /hours/i))).toMatch(/open|hours/i);
    await until('it to be ready', async () => (await fetch(`${stand.system.url}/readyz`)).ok, 60_000);
    await inOrder();
  }, 300_000);

  test("full to PostgreSQL's own log: the server gives up, is tried again with its reason, and goes on when there is room", async () => {
    const customer = '+15550100873';
    await stand.world.phone(customer).ask('What is your returns policy?');
    fill('filler');
    // each switch asks for a new 16 MB piece of the log
    await until(
      'PostgreSQL to end',
      async () => {
        await stand.query("SELECT pg_switch_wal(), pg_logical_emit_message(true, 'chaos', 'one more')").catch(() => undefined);
        return /PostgreSQL ended/.test(heard());
      },
      60_000,
    );
    await stand.world.phone(customer).write('What are your opening hours?');
    await until('the reason', async () => /PostgreSQL did not start: [^]*It is tried again every 5 s/.test(heard()), 60_000);
    rmSync(join(disk, 'filler'));
    await until('PostgreSQL', async () => /PostgreSQL runs again/.test(heard()), 60_000);
    expect(saying(await answered(customer, /hours/i))).toMatch(/open|hours/i);
    await inOrder();
  }, 300_000);

  test('a start without room says what to do; so does one without the right to write; with both it goes on where it was', async () => {
    await stand.system.kill();
    const failed = async () =>
      await stand.system.launch().then(
        () => 'started',
        (error: unknown) => (error as Error).message,
      );
    await until('nobody to write there any more', async () => mount('-o', 'remount,ro', disk));
    expect(await failed()).toMatch(
      new RegExp(`keeps its data in ${join(disk, 'data')}, and cannot write there: [^]*EROFS[^]*FRONTDESK_DATA_DIR`),
    );
    mount('-o', 'remount,rw', disk);
    fill('filler');
    expect(await failed()).toMatch(/no space left|is full: make room/i);
    rmSync(join(disk, 'filler'));
    await stand.system.launch();
    await stand.register();
    await answered('+15550100871', /return/i);
    expect(saying(await stand.world.phone('+15550100871').ask('How long does delivery take?'))).toMatch(/deliver/i);
  }, 240_000);
});
