import type { FastifyInstance, FastifyReply } from 'fastify';
import { noField, unknownObject } from '../domain/errors.ts';
import type { Problem } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import { asObject } from '../domain/json.ts';
import { isAnimated, uploadProblem } from '../domain/media.ts';
import { accountById } from '../sim/accounts.ts';
import { keepUpload, liveMedia, mediaBehind, mediaUrl } from '../sim/media.ts';
import { numberById } from '../sim/sim.ts';
import type { Sim } from '../sim/sim.ts';
import { accountAnswer, changeAccount } from './graph-account.ts';
import { NUMBER_FIELDS, changeNumberObject, numberFields, numberView } from './graph-number.ts';
import { answered, parametersOf, sendProblem } from './graph-problem.ts';
import { picked, strangeField } from './graph-page.ts';
import { TEMPLATE_FIELDS, changeTemplate, templateView } from './graph-templates.ts';
import { APP_LINK } from './graph-app.ts';
import { parseUpload } from './multipart.ts';

interface ById {
  Params: { id: string };
  Querystring: { fields?: string; phone_number_id?: string };
}

/** Media, and what else is addressed by nothing but its id. */
export function mediaRoutes(app: FastifyInstance, sim: Sim): void {
  app.post<ById>('/:id/media', async (request, reply) => {
    const number = numberById(sim, request.params.id);
    if (!number) return sendProblem(reply, unknownObject(request.params.id, 'post'));
    const upload = Buffer.isBuffer(request.body) ? await parseUpload(request.body, request.headers['content-type'] ?? '') : undefined;
    if (!upload) return sendProblem(reply, { code: 100, message: '(#100) The parameter file is required.' });
    // Graph takes parameters from the query as well as from the form
    const product = upload.fields.messaging_product ?? asObject(request.query).messaging_product;
    if (product !== 'whatsapp') return sendProblem(reply, { code: 100, message: '(#100) The parameter messaging_product is required.' });
    const { mime } = upload;
    const wrong = uploadProblem(mime, upload.bytes.length, isAnimated(mime, upload.bytes));
    if (wrong !== undefined) return sendProblem(reply, { code: 100, message: `(#100) ${wrong}` });
    const media = await keepUpload(sim, number, mime, upload.bytes, upload.filename);
    return reply.send({ id: media.id });
  });

  app.get<{ Querystring: { mid?: string; ext?: string; hash?: string } }>('/whatsapp_business/attachments/', async (request, reply) => {
    const media = mediaBehind(sim, request.query);
    const bytes = media && (await sim.store.bytesOf(media.id));
    return media && bytes ? reply.type(media.mime).send(bytes) : reply.status(404).send('Not Found');
  });

  app.get<ById>('/:id', (request, reply) => {
    const { id } = request.params;
    const { fields, phone_number_id: asker } = request.query;
    const number = numberById(sim, id);
    const asked = (node: string, view: Json, known: readonly string[], usual?: readonly string[]): FastifyReply =>
      answered(reply, strangeField(node, fields, known) ?? picked(view, fields, usual));
    const view = number && numberView(sim, request.metaApp, number);
    if (view) return asked('WhatsAppBusinessPhoneNumber', view, numberFields(view), NUMBER_FIELDS);
    const template = sim.store.state.templates.find((one) => one.id === id);
    if (template) return asked('WhatsAppMessageTemplate', templateView(template), TEMPLATE_FIELDS);
    const account = accountById(sim, id);
    if (account) return answered(reply, accountAnswer(sim, account, fields, request.metaApp));
    if (sim.store.state.portfolios[id])
      return asked('Business', { id, name: 'Frontdesk', verification_status: 'verified' }, ['name', 'verification_status'], ['name']);
    if (id === request.metaApp.id || id === 'app')
      return asked(
        'Application',
        { id: request.metaApp.id, name: request.metaApp.name, link: APP_LINK, category: 'Business' },
        ['name', 'link', 'category'],
        ['name', 'link', 'category'],
      );
    const media = liveMedia(sim, id);
    if (!media || (asker !== undefined && asker !== media.numberId)) return sendProblem(reply, unknownObject(id, 'get'));
    return {
      messaging_product: 'whatsapp',
      url: mediaUrl(sim, id),
      mime_type: media.mime,
      sha256: media.sha256,
      file_size: media.bytes,
      id,
    };
  });

  app.post<ById>('/:id', async (request, reply) => {
    const { id } = request.params;
    const body = parametersOf(request);
    const number = numberById(sim, id);
    const account = accountById(sim, id);
    if (account) return answered(reply, await changeAccount(sim, account, body));
    const template = sim.store.state.templates.find((one) => one.id === id);
    if (!template && !number) return sendProblem(reply, unknownObject(id, 'post'));
    const problem = template ? changeTemplate(sim, template, body) : await changeNumberObject(sim, request.metaApp, number!, body);
    if (problem) return sendProblem(reply, problem);
    await sim.store.changed();
    return reply.send({ success: true });
  });

  app.all<{ Params: { id: string; edge: string } }>('/:id/:edge', ({ params: { id, edge }, method }, reply) =>
    sendProblem(reply, noEdge(sim, id, edge, method.toLowerCase())),
  );

  app.delete<ById>('/:id', async (request, reply) => {
    const { id } = request.params;
    const media = liveMedia(sim, id);
    const { phone_number_id: asker } = request.query;
    if (!media || (asker !== undefined && asker !== media.numberId)) return sendProblem(reply, unknownObject(id, 'delete'));
    delete sim.store.state.media[id];
    await sim.store.changed();
    return reply.send({ success: true });
  });
}

/** What Graph says to an edge that an object doesn't have, calls, groups and flows among them. */
function noEdge(sim: Sim, id: string, edge: string, method: string): Problem {
  const { numbers } = sim.store.state;
  const kind = accountById(sim, id)
    ? 'WhatsAppBusinessAccount'
    : numbers.some((number) => number.id === id)
      ? 'WhatsAppBusinessPhoneNumber'
      : undefined;
  if (kind === undefined || method !== 'get') return unknownObject(id, method);
  return noField(edge, kind);
}
