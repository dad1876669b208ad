import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetEmbeddedPostgres, freePort } from '@frontdesk/postgres';
import { OtlpReceiver } from './otlp-receiver.ts';
import { World } from './phone.ts';
import { Seat } from './console.ts';
import { until } from './until.ts';

export type BusName = 'embedded' | 'kafka';

export interface SystemOptions {
  readonly bus: BusName;
  readonly env?: Readonly<Record<string, string>>;
  /** the tree it is started from, built; this one if not given */
  readonly root?: string;
  /** a directory that is there; deleted with the rest. A temporary one if not given */
  readonly dataDir?: string;
  /** once it is aborted the process ends, and none is started any more; `stop` clears away as ever */
  readonly signal?: AbortSignal;
}

const root = join(import.meta.dirname, '../../..');
const entry: Record<BusName, string> = { embedded: 'apps/local/dist/main.js', kafka: 'apps/local/dist/kafka-main.js' };

/** A whole Frontdesk of one's own: as `npm start` or `npm run start:kafka` runs it, on a free port and a data directory that is thrown away. */
export class System {
  readonly output: string[] = [];
  readonly dataDir: string;
  #child: ChildProcess | undefined;

  private constructor(
    readonly options: SystemOptions,
    readonly port: number,
    readonly telemetry: OtlpReceiver,
    readonly otlpUrl: string,
  ) {
    this.dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'frontdesk-'));
  }

  static async start(options: SystemOptions): Promise<System> {
    const telemetry = new OtlpReceiver();
    const system = new System(options, await freePort(), telemetry, await telemetry.listen());
    try {
      await system.launch();
    } catch (error) {
      await system.stop();
      throw error;
    }
    return system;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** of the process that was launched last; what it started is below it */
  get pid(): number {
    return this.#child!.pid!;
  }

  get world(): World {
    return new World(this.url);
  }

  /** A person signed in at the console. */
  async seat(email: string): Promise<Seat> {
    return new Seat(this.url, email).signIn();
  }

  /** Starts the process, on the data that is there; after `kill` it goes on where it was. */
  async launch(from = this.options.root ?? root): Promise<void> {
    const { signal } = this.options;
    signal?.throwIfAborted();
    const child = spawn(process.execPath, [join(from, entry[this.options.bus])], {
      cwd: from,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        PORT: String(this.port),
        FRONTDESK_DATA_DIR: this.dataDir,
        OTEL_EXPORTER_OTLP_ENDPOINT: this.otlpUrl,
        LOG_LEVEL: 'info',
        ...this.options.env,
      },
    });
    this.#child = child;
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => this.output.push(chunk.toString('utf8')));
    const end = (): void => void child.kill('SIGTERM');
    signal?.addEventListener('abort', end, { once: true });
    child.once('exit', () => signal?.removeEventListener('abort', end));
    let exited = false;
    child.once('exit', () => (exited = true));
    await until(
      'Frontdesk to be ready',
      async () => {
        if (exited) return true;
        return (await fetch(`${this.url}/readyz`)).ok && this.output.some((line) => line.includes('Frontdesk is ready'));
      },
      120_000,
    );
    if (exited) throw new Error(`Frontdesk did not start:\n${this.output.join('')}`);
  }

  /** SIGKILL: nothing is finished, nothing is said. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
    this.output.length = 0;
  }

  /** SIGTERM: what is in hand is finished; the data stays, `launch` goes on with it. @returns whether it stopped by itself within its time */
  drain(): Promise<boolean> {
    return this.#end('SIGTERM');
  }

  /** @returns whether it stopped by itself within its time, with exit code 0 */
  async stop(): Promise<boolean> {
    const clean = await this.#end('SIGTERM');
    this.telemetry.close();
    forgetEmbeddedPostgres(join(this.dataDir, 'postgres'));
    rmSync(this.dataDir, { recursive: true, force: true });
    return clean;
  }

  /** What one service's role, or the administrator, needs to look into the database; for tests. */
  secret(name: string): string {
    return (JSON.parse(readFileSync(join(this.dataDir, 'secrets.json'), 'utf8')) as Record<string, string>)[name]!;
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<boolean> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode === 0;
    const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    const impatience = setTimeout(() => child.kill('SIGKILL'), 30_000);
    const code = await gone;
    clearTimeout(impatience);
    return code === 0;
  }
}
