import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

export type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** First matching prefix wins. */
export type Routes = readonly { readonly prefix: string; readonly handle: Handle }[];

/** One address for everything: dispatches by path, the way an ingress does in a cluster. */
export async function listenFront(routes: Routes, port: number, host: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '/';
    const route = routes.find(({ prefix }) => path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`));
    if (route) route.handle(request, response);
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
export const fromThisMachine = (handle: Handle): Handle => (request, response) => {
  const { remoteAddress = '', localAddress } = request.socket;
  const isNear = /^(?:::ffff:)?127\.|^::1$/.test(remoteAddress) || remoteAddress === localAddress;
  if (isNear) handle(request, response);
  else response.writeHead(404).end();
};

/** Passes a request on to a process that listens on a port of this machine. */
export const proxyTo = (port: number): Handle => (request, response) => {
  const onward = httpRequest({ host: '127.0.0.1', port, method: request.method, path: request.url, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(503).end()));
  response.on('close', () => onward.destroy());
  request.pipe(onward);
};

export const json = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
