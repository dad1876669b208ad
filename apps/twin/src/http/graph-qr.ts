import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { NumberState, QrCode } from '../domain/account.ts';
import { invalidParameter, requiredParameter, unknownObject } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import { asString, lengthOf } from '../domain/json.ts';
import { numberById } from '../sim/sim.ts';
import type { Sim } from '../sim/sim.ts';
import { page, picked } from './graph-page.ts';
import type { PageQuery } from './graph-page.ts';
import { answered, parametersOf } from './graph-problem.ts';

interface ByCode {
  Params: { id: string; code: string };
  Querystring: PageQuery & { code?: string };
}

const FIELDS = ['code', 'prefilled_message', 'deep_link_url'];
const MOST = 2000;

/** Codes to scan and links to tap that open a chat with a first message written. The picture's address leads nowhere. */
export function qrRoutes(app: FastifyInstance, sim: Sim): void {
  const withNumber = async (
    request: FastifyRequest,
    reply: FastifyReply,
    then: (number: NumberState, codes: QrCode[]) => object,
  ): Promise<FastifyReply> => {
    const { id } = request.params as { id: string };
    const number = numberById(sim, id);
    const answer = number ? then(number, (number.qrCodes ??= [])) : unknownObject(id, request.method);
    await sim.store.changed();
    return answered(reply, answer);
  };
  const one = (codes: QrCode[], code: string, fields?: string): object => ({
    data: codes.filter((each) => each.code === code).map((each) => picked(view(each), fields, FIELDS)),
  });

  app.get<ByCode>('/:id/message_qrdls', (request, reply) =>
    withNumber(request, reply, (_number, codes) => {
      const { code, fields } = request.query;
      return code === undefined
        ? page(
            codes.map((each) => picked(view(each), fields, FIELDS)),
            request,
          )
        : one(codes, code, fields);
    }),
  );
  app.get<ByCode>('/:id/message_qrdls/:code', (request, reply) =>
    withNumber(request, reply, (_number, codes) => one(codes, request.params.code, request.query.fields)),
  );

  app.post<ByCode>('/:id/message_qrdls', (request, reply) =>
    withNumber(request, reply, (_number, codes) => {
      const { code, prefilled_message: text, generate_qr_image: format } = parametersOf(request);
      const image = asString(format)?.toUpperCase();
      if (asString(text) === undefined) return requiredParameter('prefilled_message');
      if (lengthOf(String(text)) > 140) return invalidParameter('Param prefilled_message must be at most 140 characters long.');
      if (format !== undefined && image !== 'SVG' && image !== 'PNG')
        return invalidParameter(`Param generate_qr_image must be one of {SVG, PNG} - got "${String(format)}".`);
      const known = codes.find((each) => each.code === code);
      if (code !== undefined && !known) return invalidParameter('Param code is not one of this phone number.');
      if (codes.length >= MOST && !known) return invalidParameter(`A phone number may have at most ${MOST} codes.`);
      const made = known ?? { code: randomBytes(8).toString('hex').toUpperCase().slice(0, 14), text: '' };
      made.text = String(text);
      if (!known) codes.push(made);
      return picked(view(made, image), undefined, [...FIELDS, ...(image === undefined ? [] : ['qr_image_url'])]);
    }),
  );

  app.delete<ByCode>('/:id/message_qrdls/:code', (request, reply) =>
    withNumber(request, reply, (number, codes) => {
      if (!codes.some(({ code }) => code === request.params.code)) return invalidParameter('Param code is not one of this phone number.');
      number.qrCodes = codes.filter(({ code }) => code !== request.params.code);
      return { success: true };
    }),
  );
}

const view = ({ code, text }: QrCode, image = 'SVG'): Json => ({
  code,
  prefilled_message: text,
  deep_link_url: `https://wa.me/message/${code}`,
  qr_image_url: `https://wa.me/message/${code}/qr.${image.toLowerCase()}`,
});
