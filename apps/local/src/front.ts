import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';

export type Handle = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** What keeps the system from taking work; none: ready. */
export type Problems = () => Promise<readonly string[]> | readonly string[];

/** First matching prefix wins. */
export type Routes = readonly { readonly prefix: string; readonly handle: Handle }[];

/** One address for everything: dispatches by path, the way an ingress does in a cluster. */
export async function listenFront(routes: Routes, port: number, host: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '/';
    const route = routes.find(({ prefix }) => path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`));
    if (route) void route.handle(request, response);
    else response.writeHead(404).end();
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}

/** For calls between services, which run on this machine: who comes over the network finds nothing here. */
export const fromThisMachine =
  (handle: Handle): Handle =>
  (request, response) => {
    const { remoteAddress = '', localAddress } = request.socket;
    const isNear = /^(?:::ffff:)?127\.|^::1$/.test(remoteAddress) || remoteAddress === localAddress;
    if (isNear) return handle(request, response);
    response.writeHead(404).end();
  };

/** Passes a request on to a process that listens on a port of this machine. */
export const proxyTo =
  (port: number): Handle =>
  (request, response) => {
    const onward = httpRequest(
      { host: '127.0.0.1', port, method: request.method, path: request.url, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        // one that breaks off must not look like one that goes on
        pipeline(answer, response, () => undefined);
      },
    );
    onward.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(503).end()));
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  };

/** The front's `/readyz`. */
export const readiness =
  (problems: Problems): Handle =>
  async (_, response) => {
    const found = await problems();
    if (found.length > 0) json(response, 503, { status: 'not ready', problems: found });
    else json(response, 200, { status: 'ready' });
  };

/** The bare address leads to the phone. */
export const rootOr =
  (handle: Handle): Handle =>
  (request, response) => {
    if (request.url === '/') response.writeHead(302, { location: '/phone' }).end();
    else return handle(request, response);
  };

export const json = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
