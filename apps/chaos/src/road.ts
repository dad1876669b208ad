import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** The road between the services and a server: what goes over it can be late, or end in the middle. */
export class Road {
  private readonly travellers = new Set<Socket>();
  /** those that the server has let in */
  private readonly arrived = new Set<Socket>();
  private delayMs = 0;
  private delayedUntil = 0;

  private constructor(private readonly server: Server) {
    server.unref();
  }

  /** @param target asked for at each connection, so that the server may come later, or move */
  static async open(target: () => number): Promise<Road> {
    const server = createServer();
    const road = new Road(server);
    server.on('connection', (near) => road.join(near, connect(target(), '127.0.0.1')));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return road;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** For `forMs` whatever is sent in either direction arrives `ms` later, in order. @returns whether somebody is under way */
  slow(ms: number, forMs: number): boolean {
    this.delayMs = ms;
    this.delayedUntil = performance.now() + forMs;
    return this.arrived.size > 0;
  }

  /** If somebody has arrived, every connection ends now, with what is under way. @returns whether it did: a cut is tried until then, and spares who is on the way */
  cut(): boolean {
    if (this.arrived.size === 0) return false;
    this.endAll();
    return true;
  }

  close(): void {
    this.endAll();
    this.server.close();
  }

  private endAll(): void {
    for (const socket of this.travellers) socket.resetAndDestroy();
    this.arrived.clear();
  }

  private join(near: Socket, far: Socket): void {
    far.once('connect', () => this.arrived.add(far));
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.travellers.add(from);
      from.setNoDelay(true);
      from.on('error', () => undefined);
      from.on('close', () => {
        this.travellers.delete(from);
        this.arrived.delete(from);
        to.destroy();
      });
      from.on('end', () => to.end());
      from.on('data', (chunk: Buffer) => this.pass(chunk, from, to));
    }
  }

  private pass(chunk: Buffer, from: Socket, to: Socket): void {
    const lateMs = performance.now() < this.delayedUntil ? this.delayMs : 0;
    if (lateMs === 0 && to.write(chunk)) return;
    from.pause();
    if (lateMs === 0) to.once('drain', () => from.resume());
    else {
      setTimeout(() => {
        to.write(chunk);
        from.resume();
      }, lateMs);
    }
  }
}
