import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalidParameter } from '../domain/errors.ts';
import { asObject, asString, isObject } from '../domain/json.ts';
import type { Json } from '../domain/json.ts';
import { sendProblem } from './graph-problem.ts';

const MOST = 50;

/** `POST /` with a `batch`: several Graph calls in one, answered one by one. They cannot take each other's results, nor bring files. */
export function batchRoutes(app: FastifyInstance): void {
  app.post('/', async (request, reply) => {
    const { batch, include_headers: headers } = await parametersIn(request);
    const calls = typeof batch === 'string' ? parsed(batch) : batch;
    if (!Array.isArray(calls) || calls.length === 0) return sendProblem(reply, invalidParameter('The parameter batch is required.'));
    if (calls.length > MOST)
      return sendProblem(reply, invalidParameter(`Too many requests in batch message. Maximum batch size is ${MOST}`));
    const answers: Json[] = [];
    for (const call of calls.map(asObject)) answers.push(await answerTo(app, request, call, String(headers) !== 'false'));
    return reply.send(answers);
  });
}

async function answerTo(app: FastifyInstance, { headers }: FastifyRequest, call: Json, tellHeaders: boolean): Promise<Json> {
  const { method = 'GET', relative_url: path, body } = call;
  const payload = asString(body);
  const answer = await app.inject({
    method: String(method).toUpperCase() as 'GET',
    url: `/${(asString(path) ?? '').replace(/^\/+/, '')}`,
    headers: {
      ...(headers.authorization === undefined ? {} : { authorization: headers.authorization }),
      ...(payload === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(payload === undefined ? {} : { payload }),
  });
  const told = Object.entries(answer.headers).map(([name, value]) => ({ name, value: String(value) }));
  return { code: answer.statusCode, ...(tellHeaders ? { headers: told } : {}), body: answer.body };
}

/** Clients write a batch as JSON, as a form or in parts. */
async function parametersIn({ body, query, headers }: FastifyRequest): Promise<Json> {
  if (!Buffer.isBuffer(body)) return { ...asObject(query), ...(isObject(body) ? body : {}) };
  const type = headers['content-type'] ?? '';
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData().catch(() => []);
  return Object.fromEntries(form);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
