import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Logger, openBus } from '@frontdesk/runtime';
import pg from 'pg';
import type { FloorOrder } from './floor-plan.ts';
import { FloorService } from './floor-service.ts';

// A process of the floor: one service, or all nine (`all`). Its parent sends the order; it answers with the port of its webhook.
process.once('message', (order) => void start(order as FloorOrder, process.argv[2]!));
process.on('disconnect', () => process.exit(0));

async function start(order: FloorOrder, which: string): Promise<void> {
  const env = { DATABASE_URL: order.databaseUrl, KAFKA_BROKERS: order.brokers };
  const bus = openBus(env, `floor-${which}`, new Logger('floor', 'silent'));
  const services = new Map(
    order.services
      .filter(({ name }) => which === 'all' || name === which)
      .map((reader) => {
        const pool = new pg.Pool({ connectionString: order.databaseUrl, max: 8, pipeline: true });
        return [reader.name, new FloorService(reader, bus, pool, order)];
      }),
  );
  for (const service of services.values()) await service.start();
  const gateway = services.get('gateway');
  if (!gateway) return void process.send!({ port: 0 });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on(
      'end',
      () =>
        void gateway.accept(Buffer.concat(chunks)).then(
          () => response.writeHead(200).end(),
          () => response.writeHead(503).end(),
        ),
    );
  });
  server.keepAliveTimeout = 65_000;
  server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));
}
