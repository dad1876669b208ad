import type { FastifyInstance } from 'fastify';
import { take } from '../domain/bucket.ts';
import { unknownObject } from '../domain/errors.ts';
import type { Problem } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import { asArray, asObject, asString, isObject } from '../domain/json.ts';
import type { Template } from '../domain/template.ts';
import { componentsProblem, templateProblem } from '../domain/template-check.ts';
import { accountById } from '../sim/accounts.ts';
import { newObjectId } from '../sim/ids.ts';
import type { Sim } from '../sim/sim.ts';
import { review, templateEvent } from '../sim/template-events.ts';
import { page, picked } from './graph-page.ts';
import { sendProblem } from './graph-problem.ts';

const DAY = 24 * 3_600_000;
const NAME_BLOCKED_FOR = 30 * DAY;
const MOST = 250;
const CREATIONS = { capacity: 100, perMs: 100 / 3_600_000 };

interface Query {
  fields?: string;
  name?: string;
  status?: string;
  language?: string;
  category?: string;
  hsm_id?: string;
  limit?: string;
  after?: string;
}

export function templateView({ wabaId: _waba, edits: _edits, ttlSeconds, quality_score: { score, date = 0 } = { score: 'UNKNOWN' }, ...template }: Template): Json {
  return { ...template, quality_score: { score, date }, ...(ttlSeconds === undefined ? {} : { message_send_ttl_seconds: ttlSeconds }) };
}

export function templateRoutes(app: FastifyInstance, sim: Sim): void {
  const known = (id: string): boolean => accountById(sim, id) !== undefined;
  const ofAccount = (id: string): Template[] => sim.store.state.templates.filter((template) => template.wabaId === id);

  app.get<{ Params: { id: string }; Querystring: Query }>('/:id/message_templates', ({ params: { id }, query }, reply) => {
    if (!known(id)) return sendProblem(reply, unknownObject(id, 'get'));
    const { name, status, language, category, fields } = query;
    const same = (value: string, wanted: string | undefined): boolean => wanted === undefined || value.toLowerCase() === wanted.toLowerCase();
    const found = ofAccount(id).filter((one) => same(one.name, name) && same(one.status, status) && same(one.language, language) && same(one.category, category));
    return page(found.map((one) => picked(templateView(one), fields)), query);
  });

  app.post<{ Params: { id: string } }>('/:id/message_templates', async ({ params: { id }, body }, reply) => {
    if (!known(id)) return sendProblem(reply, unknownObject(id, 'post'));
    const given = asObject(body);
    const problem = templateProblem(given) ?? notNew(sim, id, given, ofAccount(id));
    if (problem) return sendProblem(reply, problem);
    const template = created(id, given);
    sim.store.state.templates.push(template);
    await sim.store.changed();
    review(sim, template);
    return reply.send({ id: template.id, status: template.status, category: template.category });
  });

  app.delete<{ Params: { id: string }; Querystring: Query }>('/:id/message_templates', async ({ params, query: { name, hsm_id: id } }, reply) => {
    const gone = ofAccount(params.id).filter((one) => one.name === name && (id === undefined || one.id === id));
    if (gone.length === 0) return sendProblem(reply, { code: 100, subcode: 2_593_002, message: 'Invalid parameter: there is no such message template.' });
    if (gone.some(({ status }) => status === 'DISABLED')) return sendProblem(reply, { code: 100, message: '(#100) A disabled template cannot be deleted.' });
    const { state } = sim.store;
    state.templates = state.templates.filter((one) => !gone.includes(one));
    for (const one of gone) state.blockedNames[`${params.id}:${one.name}:${one.language}`] = sim.clock.now() + NAME_BLOCKED_FOR;
    await sim.store.changed();
    return reply.send({ success: true });
  });

  app.post<{ Params: { id: string } }>('/:id/unpause', async ({ params: { id } }, reply) => {
    const template = sim.store.state.templates.find((one) => one.id === id);
    if (!template) return sendProblem(reply, unknownObject(id, 'post'));
    if (template.status !== 'PAUSED') return sendProblem(reply, { code: 100, message: '(#100) Only a paused template can be unpaused.' });
    templateEvent(sim, template, 'UNPAUSED');
    return reply.send({ success: true });
  });
}

function notNew(sim: Sim, wabaId: string, { name, language }: Json, existing: Template[]): Problem | undefined {
  const now = sim.clock.now();
  if (existing.some((one) => one.name === name && one.language === language)) {
    return { code: 100, subcode: 2_388_024, message: 'Invalid parameter: there is already content in this language for this template.' };
  }
  if ((sim.store.state.blockedNames[`${wabaId}:${String(name)}:${String(language)}`] ?? 0) > now) {
    return { code: 100, subcode: 2_388_023, message: 'Invalid parameter: this language is being deleted, its name can be used again 30 days after the deletion.' };
  }
  if (existing.length >= MOST) return { code: 2388019 };
  const key = `create:${wabaId}`;
  const { ok, bucket } = take(sim.buckets.get(key), CREATIONS, now);
  sim.buckets.set(key, bucket);
  return ok ? undefined : { code: 80007, details: 'At most 100 templates can be made in an hour.' };
}

function created(wabaId: string, body: Json): Template {
  const ttl = Number(body.message_send_ttl_seconds);
  return {
    id: newObjectId(), wabaId,
    name: String(body.name),
    language: String(body.language),
    category: String(body.category).toUpperCase(),
    status: 'PENDING',
    parameter_format: String(asString(body.parameter_format) ?? 'positional').toUpperCase() === 'NAMED' ? 'NAMED' : 'POSITIONAL',
    components: upperCased(body.components),
    quality_score: { score: 'UNKNOWN' },
    ...(Number.isFinite(ttl) && ttl > 0 ? { ttlSeconds: ttl } : {}),
  };
}

const upperCased = (components: unknown): Json[] => asArray(components).filter(isObject).map((component) => ({ ...component, type: String(component.type).toUpperCase() }));

/** `POST /{template}`: an approved one once a day and ten times in 30 days, then it is reviewed again. */
export function changeTemplate(sim: Sim, template: Template, body: Json): Problem | undefined {
  const now = sim.clock.now();
  if (!['APPROVED', 'REJECTED', 'PAUSED'].includes(template.status)) return { code: 100, message: `(#100) A template that is ${template.status} cannot be changed.` };
  const category = asString(body.category)?.toUpperCase();
  if (category !== undefined && category !== template.category && template.status === 'APPROVED') return { code: 100, message: '(#100) The category of an approved template cannot be changed.' };
  const problem = body.components === undefined ? undefined : componentsProblem(body.components, category ?? template.category);
  if (problem) return problem;
  const edits = (template.edits ?? []).filter((at) => at > now - 30 * DAY);
  const within = (span: number): number => edits.filter((at) => at > now - span).length;
  if (template.status === 'APPROVED' && (within(DAY) >= 1 || edits.length >= 10)) {
    return { code: 100, subcode: 2_388_003, message: 'Invalid parameter: an approved template can be changed once in 24 hours and ten times in 30 days.' };
  }
  const ttl = Number(body.message_send_ttl_seconds);
  if (Number.isFinite(ttl) && ttl > 0) template.ttlSeconds = ttl;
  if (category !== undefined) template.category = category;
  if (body.components !== undefined) {
    Object.assign(template, { components: upperCased(body.components), status: 'PENDING', edits: [...edits, now] });
    review(sim, template);
  }
  return undefined;
}
