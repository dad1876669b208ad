import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { fastify } from 'fastify';
import type { Sim } from '../sim/sim.ts';
import { accountControl } from './control-accounts.ts';
import { besideRoutes } from './control-beside.ts';
import { customerRoutes } from './control-customers.ts';
import { worldRoutes } from './control-world.ts';
import { graphRoutes } from './graph.ts';
import { modelRoutes } from './model-routes.ts';
import { notifyRoutes } from './notify-routes.ts';
import { phonePage } from './phone-page.ts';
import { shopRoutes } from './shop-routes.ts';

const OWN = ['/phone', '/_sim', '/shop', '/model', '/notify'];
const BODY_LIMIT = 110 * 1024 * 1024;

/** What isn't ours is the Graph API, with its own prefix, any version or none. */
export function routed(url: string, graphPrefix: string): string {
  if (OWN.some((own) => url === own || url.startsWith(`${own}/`) || url.startsWith(`${own}?`))) return url;
  const rest = url === graphPrefix || url.startsWith(`${graphPrefix}/`) ? url.slice(graphPrefix.length) : url;
  return `/graph${rest.replace(/^\/v\d+\.\d+(?=\/|$|\?)/, '').replace(/^\/+upload:/, '/uploads/')}`;
}

export function createServer(sim: Sim, graphPrefix: string): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 512 },
    rewriteUrl: (request: IncomingMessage) => routed(request.url ?? '/', graphPrefix),
  });
  app.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, formFields(String(body))),
  );
  app.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  // Clients send a content type with an empty body on DELETE and on subscribed_apps.
  const parse = app.getDefaultJsonParser('error', 'ignore');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, String(body), done);
  });

  void app.register(async (graph) => graphRoutes(graph, sim), { prefix: '/graph' });
  void app.register(
    async (control) => {
      customerRoutes(control, sim);
      worldRoutes(control, sim);
      accountControl(control, sim);
      besideRoutes(control, sim);
    },
    { prefix: '/_sim' },
  );
  void app.register(async (shop) => shopRoutes(shop, sim), { prefix: '/shop' });
  void app.register(async (model) => modelRoutes(model, sim), { prefix: '/model' });
  void app.register(async (notify) => notifyRoutes(notify, sim), { prefix: '/notify' });
  void app.register(async (phone) => phonePage(phone), { prefix: '/phone' });
  return app;
}

/** Graph takes forms too; a field that is an object is written as JSON. */
function formFields(body: string): Record<string, unknown> {
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([key, value]) => {
      try {
        return [key, /^[{[]/.test(value) ? (JSON.parse(value) as unknown) : value];
      } catch {
        return [key, value];
      }
    }),
  );
}
