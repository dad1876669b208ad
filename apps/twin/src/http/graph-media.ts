import type { FastifyInstance } from 'fastify';
import { unknownObject } from '../domain/errors.ts';
import type { Problem } from '../domain/errors.ts';
import { asObject } from '../domain/json.ts';
import { isAnimated, uploadProblem } from '../domain/media.ts';
import { accountById } from '../sim/accounts.ts';
import { keepUpload, liveMedia, mediaBehind, mediaUrl } from '../sim/media.ts';
import { numberById } from '../sim/sim.ts';
import type { Sim } from '../sim/sim.ts';
import { accountView } from './graph-account.ts';
import { NUMBER_FIELDS, changeNumberObject, numberView } from './graph-number.ts';
import { sendProblem } from './graph-problem.ts';
import { picked } from './graph-page.ts';
import { changeTemplate, templateView } from './graph-templates.ts';
import { parseUpload } from './multipart.ts';

interface ById { Params: { id: string }; Querystring: { fields?: string; phone_number_id?: string } }

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
    const bytes = media && await sim.store.bytesOf(media.id);
    return media && bytes ? reply.type(media.mime).send(bytes) : reply.status(404).send('Not Found');
  });

  app.get<ById>('/:id', (request, reply) => {
    const { id } = request.params;
    const { fields, phone_number_id: asker } = request.query;
    const number = numberById(sim, id);
    if (number) return picked(numberView(sim, request.metaApp, number), fields, NUMBER_FIELDS);
    const template = sim.store.state.templates.find((one) => one.id === id);
    if (template) return picked(templateView(template), fields);
    const account = accountById(sim, id);
    if (account) return picked(accountView(account), fields, ['name', 'timezone_id', 'message_template_namespace']);
    const media = liveMedia(sim, id);
    if (!media || (asker !== undefined && asker !== media.numberId)) return sendProblem(reply, unknownObject(id, 'get'));
    return { messaging_product: 'whatsapp', url: mediaUrl(sim, id), mime_type: media.mime, sha256: media.sha256, file_size: media.bytes, id };
  });

  app.post<ById>('/:id', async (request, reply) => {
    const { id } = request.params;
    const body = asObject(request.body);
    const number = numberById(sim, id);
    const template = sim.store.state.templates.find((one) => one.id === id);
    if (!template && !number) return sendProblem(reply, unknownObject(id, 'post'));
    const problem = template ? changeTemplate(sim, template, body) : await changeNumberObject(sim, request.metaApp, number!, body);
    if (problem) return sendProblem(reply, problem);
    await sim.store.changed();
    return reply.send({ success: true });
  });

  app.all<{ Params: { id: string; edge: string } }>('/:id/:edge', ({ params: { id, edge }, method }, reply) => sendProblem(reply, noEdge(sim, id, edge, method.toLowerCase())));

  app.delete<ById>('/:id', async (request, reply) => {
    const { id } = request.params;
    if (!liveMedia(sim, id)) return sendProblem(reply, unknownObject(id, 'delete'));
    delete sim.store.state.media[id];
    await sim.store.changed();
    return reply.send({ success: true });
  });
}

/** What Graph says to an edge that an object doesn't have, calls, groups and flows among them. */
function noEdge(sim: Sim, id: string, edge: string, method: string): Problem {
  const { numbers } = sim.store.state;
  const kind = accountById(sim, id) ? 'WhatsAppBusinessAccount' : numbers.some((number) => number.id === id) ? 'WhatsAppBusinessPhoneNumber' : undefined;
  if (kind === undefined || method !== 'get') return unknownObject(id, method);
  return { code: 100, message: `(#100) Tried accessing nonexisting field (${edge}) on node type (${kind})` };
}
