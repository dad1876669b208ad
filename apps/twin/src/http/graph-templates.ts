import type { FastifyInstance } from 'fastify';
import { unknownObject } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import { asArray, asObject, asString } from '../domain/json.ts';
import { managementEnvelope } from '../domain/notifications.ts';
import type { Template } from '../domain/template.ts';
import { templateProblem } from '../domain/template.ts';
import { newObjectId } from '../sim/ids.ts';
import type { Sim } from '../sim/sim.ts';
import { sendProblem } from './graph-problem.ts';
import { page, picked } from './graph-page.ts';

const REVIEW_TAKES = 2000;

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

export function templateRoutes(app: FastifyInstance, sim: Sim): void {
  const isAccount = (id: string): boolean => sim.store.state.numbers.some((number) => number.wabaId === id);

  app.get<{ Params: { id: string }; Querystring: Query }>('/:id/message_templates', (request, reply) => {
    if (!isAccount(request.params.id)) return sendProblem(reply, unknownObject(request.params.id, 'get'));
    const { name, status, language, category, fields } = request.query;
    const same = (value: string, wanted: string | undefined): boolean => wanted === undefined || value.toLowerCase() === wanted.toLowerCase();
    const found = sim.store.state.templates.filter((one) =>
      same(one.name, name) && same(one.status, status) && same(one.language, language) && same(one.category, category));
    return page(found.map((one) => picked({ ...one }, fields)), request.query);
  });

  app.post<{ Params: { id: string } }>('/:id/message_templates', async (request, reply) => {
    if (!isAccount(request.params.id)) return sendProblem(reply, unknownObject(request.params.id, 'post'));
    const body = asObject(request.body);
    const problem = templateProblem(body);
    if (problem) return sendProblem(reply, problem);
    const { templates } = sim.store.state;
    if (templates.some((one) => one.name === body.name && one.language === body.language)) {
      return sendProblem(reply, { code: 100, subcode: 2_388_024, message: 'Invalid parameter: there is already content in this language for this template.' });
    }
    const template = created(body);
    templates.push(template);
    await sim.store.changed();
    sim.scheduler.at(sim.clock.now() + REVIEW_TAKES, () => {
      if (template.status === 'PENDING') templateEvent(sim, request.params.id, template, 'APPROVED');
    });
    return reply.send({ id: template.id, status: template.status, category: template.category });
  });

  app.delete<{ Params: { id: string }; Querystring: Query }>('/:id/message_templates', async (request, reply) => {
    const { name, hsm_id: id } = request.query;
    const { state } = sim.store;
    const kept = state.templates.filter((one) => one.name !== name || (id !== undefined && one.id !== id));
    if (kept.length === state.templates.length) return sendProblem(reply, { code: 100, subcode: 2_593_002, message: 'Invalid parameter: there is no such message template.' });
    state.templates = kept;
    await sim.store.changed();
    return reply.send({ success: true });
  });
}

function created(body: Json): Template {
  return {
    id: newObjectId(),
    name: String(body.name),
    language: String(body.language),
    category: String(body.category).toUpperCase(),
    status: 'PENDING',
    parameter_format: String(asString(body.parameter_format) ?? 'positional').toUpperCase() === 'NAMED' ? 'NAMED' : 'POSITIONAL',
    components: asArray(body.components).map(asObject).map((component) => ({ ...component, type: String(component.type).toUpperCase() })),
    quality_score: { score: 'UNKNOWN' },
  };
}

/** Meta decides on a template, and says so. */
export function templateEvent(sim: Sim, wabaId: string, template: Template, event: string, reason?: string): void {
  template.status = event === 'UNPAUSED' || event === 'REINSTATED' ? 'APPROVED' : event;
  if (reason !== undefined) template.rejected_reason = reason;
  void sim.store.changed();
  sim.deliveries.add(`waba:${wabaId}`, managementEnvelope(wabaId, 'message_template_status_update', {
    event,
    message_template_id: Number(template.id),
    message_template_name: template.name,
    message_template_language: template.language,
    reason: reason ?? (event === 'APPROVED' ? 'NONE' : null),
    message_template_category: template.category,
  }, sim.clock.now()));
}
