import type { FastifyInstance } from 'fastify';
import { unknownObject } from '../domain/errors.ts';
import { asObject, asString } from '../domain/json.ts';
import { uploadProblem } from '../domain/media.ts';
import { keepUpload, liveMedia, mediaBehind, mediaUrl } from '../sim/media.ts';
import { numberById } from '../sim/sim.ts';
import type { Sim } from '../sim/sim.ts';
import { override } from '../sim/webhook-target.ts';
import { numberView } from './graph-account.ts';
import { sendProblem } from './graph-problem.ts';
import { picked } from './graph-page.ts';
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
    const wrong = uploadProblem(mime, upload.bytes.length);
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
    const { numbers, templates } = sim.store.state;
    const number = numberById(sim, id);
    if (number) return picked(numberView(sim, number), request.query.fields, ['verified_name', 'display_phone_number', 'quality_rating', 'code_verification_status', 'platform_type', 'throughput']);
    const template = templates.find((one) => one.id === id);
    if (template) return picked({ ...template }, request.query.fields);
    if (numbers.some((one) => one.wabaId === id)) return { id, name: 'Harbour & Pine', timezone_id: '1', message_template_namespace: 'ba30dd89_2ebd_41e4_b805_f2c05ae04cc9' };
    const media = liveMedia(sim, id);
    const foreign = request.query.phone_number_id !== undefined && request.query.phone_number_id !== media?.numberId;
    if (!media || foreign) return sendProblem(reply, unknownObject(id, 'get'));
    return { messaging_product: 'whatsapp', url: mediaUrl(sim, id), mime_type: media.mime, sha256: media.sha256, file_size: media.bytes, id };
  });

  app.post<ById>('/:id', async (request, reply) => {
    const { id } = request.params;
    const number = numberById(sim, id);
    const template = sim.store.state.templates.find((one) => one.id === id);
    if (template) {
      const { components } = asObject(request.body);
      if (Array.isArray(components)) template.components = components.map(asObject);
      await sim.store.changed();
      return reply.send({ success: true });
    }
    if (!number) return sendProblem(reply, unknownObject(id, 'post'));
    const webhook = asObject(asObject(request.body).webhook_configuration);
    const failed = await override(sim, id, asString(webhook.override_callback_uri), asString(webhook.verify_token));
    return failed ? sendProblem(reply, { code: 100, subcode: 2200, message: `(#2200) Callback verification failed: ${failed}` }) : reply.send({ success: true });
  });

  app.delete<ById>('/:id', async (request, reply) => {
    const { id } = request.params;
    if (!liveMedia(sim, id)) return sendProblem(reply, unknownObject(id, 'delete'));
    delete sim.store.state.media[id];
    await sim.store.changed();
    return reply.send({ success: true });
  });
}
