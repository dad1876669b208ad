import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { invalidParameter, requiredParameter, unknownObject } from '../domain/errors.ts';
import { asString } from '../domain/json.ts';
import type { Sim } from '../sim/sim.ts';
import { answered, parametersOf, sendProblem } from './graph-problem.ts';

interface ById {
  Params: { id: string };
}

const TYPES = ['application/pdf', 'image/jpeg', 'image/jpg', 'image/png', 'video/mp4'];

/** Graph's resumable uploads: where the handles come from that templates and profile pictures want. */
export function uploadRoutes(app: FastifyInstance, sim: Sim): void {
  app.post<ById>('/:id/uploads', async (request, reply) => {
    if (request.params.id !== request.metaApp.id && request.params.id !== 'app')
      return sendProblem(reply, unknownObject(request.params.id, 'post'));
    const { file_length: length, file_type: type } = parametersOf(request);
    if (!Number.isInteger(Number(length ?? 'none')) || Number(length) <= 0) return sendProblem(reply, requiredParameter('file_length'));
    if (asString(type) === undefined) return sendProblem(reply, requiredParameter('file_type'));
    if (!TYPES.includes(String(type)))
      return sendProblem(reply, invalidParameter(`Param file_type must be one of {${TYPES.join(', ')}} - got "${String(type)}".`));
    const id = randomBytes(18).toString('base64url');
    sim.store.state.uploads[id] = { length: Number(length), type: String(type), got: 0 };
    await sim.store.changed();
    return reply.send({ id: `upload:${id}` });
  });

  app.get<ById>('/uploads/:id', ({ params: { id } }, reply) => {
    const upload = sim.store.state.uploads[id];
    return answered(reply, upload ? { id: `upload:${id}`, file_offset: upload.got } : unknownObject(`upload:${id}`, 'get'));
  });

  // The file itself is the body, whatever type it says it has.
  void app.register(async (raw) => {
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    raw.post<ById>('/uploads/:id', async (request, reply) => {
      const { id } = request.params;
      const upload = sim.store.state.uploads[id];
      if (!upload) return sendProblem(reply, unknownObject(`upload:${id}`, 'post'));
      const offset = Number(request.headers.file_offset ?? 0);
      if (offset !== upload.got)
        return sendProblem(reply, invalidParameter(`The header file_offset must be ${upload.got}, where the file is continued.`));
      upload.got += Buffer.isBuffer(request.body) ? request.body.length : 0;
      const { length, type, got } = upload;
      await sim.store.changed();
      if (got > length) return sendProblem(reply, invalidParameter(`The file has ${got} bytes, not the ${length} that were announced.`));
      return reply.send(
        got === length ? { h: `4::${Buffer.from(type).toString('base64')}:ARZ${id}` } : { id: `upload:${id}`, file_offset: got },
      );
    });
  });
}
