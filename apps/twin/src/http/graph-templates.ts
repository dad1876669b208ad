import type { FastifyInstance } from 'fastify';
import { take } from '../domain/bucket.ts';
import { invalidTemplate, requiredParameter, unknownObject } from '../domain/errors.ts';
import type { Problem } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import { asArray, asString, isObject } from '../domain/json.ts';
import { authenticationComponents } from '../domain/authentication.ts';
import type { Template } from '../domain/template.ts';
import { componentsProblem, templateProblem, ttlProblem } from '../domain/template-check.ts';
import { accountById } from '../sim/accounts.ts';
import { newObjectId } from '../sim/ids.ts';
import type { Sim } from '../sim/sim.ts';
import { review, templateComponents, templateEvent } from '../sim/template-events.ts';
import { page, picked, strangeField } from './graph-page.ts';
import { answered, parametersOf, sendProblem } from './graph-problem.ts';

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
  /** A JSON list: several templates at once, whatever their names. */
  hsm_ids?: string;
  name_or_content?: string;
  content?: string;
  parameter_format?: string;
  summary?: string;
}

/** What may be asked of a template; what the twin doesn't keep is left out. */
export const TEMPLATE_FIELDS = [
  'id',
  'name',
  'language',
  'category',
  'status',
  'components',
  'parameter_format',
  'quality_score',
  'rejected_reason',
  'previous_category',
  'message_send_ttl_seconds',
  'sub_category',
  'correct_category',
  'cta_url_link_tracking_opted_out',
  'degrees_of_freedom_spec',
  'library_template_name',
  'last_updated_time',
  'is_primary_device_delivery_only',
];

export function templateView({
  wabaId: _waba,
  edits: _edits,
  pauses: _pauses,
  pausedUntil: _until,
  paced: _paced,
  ttlSeconds,
  quality_score: { score, date = 0 } = { score: 'UNKNOWN' },
  ...template
}: Template): Json {
  return { ...template, quality_score: { score, date }, ...(ttlSeconds === undefined ? {} : { message_send_ttl_seconds: ttlSeconds }) };
}

export function templateRoutes(app: FastifyInstance, sim: Sim): void {
  const known = (id: string): boolean => accountById(sim, id) !== undefined;
  const ofAccount = (id: string): Template[] => sim.store.state.templates.filter((template) => template.wabaId === id);

  app.get<{ Params: { id: string }; Querystring: Query }>('/:id/message_templates', (request, reply) => {
    const { id } = request.params;
    if (!known(id)) return sendProblem(reply, unknownObject(id, 'get'));
    const {
      name,
      status,
      language,
      category,
      fields,
      parameter_format: format,
      name_or_content: words = '',
      content = '',
      summary,
    } = request.query;
    const same = (value: string, wanted: string | undefined): boolean =>
      wanted === undefined || listed(wanted).some((one) => value.toLowerCase() === one.toLowerCase());
    const says = (one: Template, text: string): boolean => JSON.stringify(one.components).includes(text);
    const found = ofAccount(id).filter(
      (one) =>
        same(one.name, name) &&
        same(one.status, status) &&
        same(one.language, language) &&
        same(one.category, category) &&
        same(one.parameter_format, format) &&
        (one.name.includes(words) || says(one, words)) &&
        says(one, content),
    );
    const problem = strangeField('WhatsAppMessageTemplate', fields, TEMPLATE_FIELDS);
    const answer =
      problem ??
      page(
        found.map((one) => picked(templateView(one), fields)),
        request,
      );
    return answered(
      reply,
      summary === undefined || 'code' in answer ? answer : { ...answer, summary: summaryOf(ofAccount(id), found, summary) },
    );
  });

  app.post<{ Params: { id: string } }>('/:id/message_templates', async (request, reply) => {
    const { id } = request.params;
    if (!known(id)) return sendProblem(reply, unknownObject(id, 'post'));
    const given = parametersOf(request);
    const problem = templateProblem(given) ?? notNew(sim, id, given, ofAccount(id));
    if (problem) return sendProblem(reply, problem);
    const template = created(id, given);
    sim.store.state.templates.push(template);
    await sim.store.changed();
    review(sim, template);
    return reply.send({ id: template.id, status: template.status, category: template.category });
  });

  app.delete<{ Params: { id: string }; Querystring: Query }>(
    '/:id/message_templates',
    async ({ params, query: { name, hsm_id: id, hsm_ids: ids } }, reply) => {
      if (!known(params.id)) return sendProblem(reply, unknownObject(params.id, 'delete'));
      if (name === undefined && ids === undefined) return sendProblem(reply, requiredParameter('name'));
      const wanted = ids === undefined ? undefined : listed(ids);
      const gone = ofAccount(params.id).filter((one) =>
        wanted ? wanted.includes(one.id) : one.name === name && (id === undefined || one.id === id),
      );
      if (gone.length < Math.max(1, wanted?.length ?? 1))
        return sendProblem(reply, invalidTemplate(2_593_002, 'Message Template Not Found', 'There is no such message template.'));
      if (gone.some((one) => one.name === 'hello_world'))
        return sendProblem(reply, invalidTemplate(2_388_094, 'Message Template Cannot Be Deleted', 'A sample template cannot be deleted.'));
      if (gone.some(({ status }) => status === 'DISABLED'))
        return sendProblem(reply, { code: 100, message: '(#100) A disabled template cannot be deleted.' });
      const { state } = sim.store;
      state.templates = state.templates.filter((one) => !gone.includes(one));
      for (const one of gone) state.blockedNames[`${params.id}:${one.name}:${one.language}`] = sim.clock.now() + NAME_BLOCKED_FOR;
      await sim.store.changed();
      return reply.send({ success: true });
    },
  );

  app.post<{ Params: { id: string } }>('/:id/unpause', async ({ params: { id } }, reply) => {
    const template = sim.store.state.templates.find((one) => one.id === id);
    if (!template) return sendProblem(reply, unknownObject(id, 'post'));
    if (template.status !== 'PAUSED') return sendProblem(reply, { code: 100, message: '(#100) Only a paused template can be unpaused.' });
    templateEvent(sim, template, 'UNPAUSED');
    return reply.send({ success: true });
  });
}

/** One value, or a JSON list of them, as Graph takes what filters a list. */
function listed(given: string): string[] {
  if (!given.startsWith('[')) return [given];
  try {
    return asArray(JSON.parse(given)).map(String);
  } catch {
    return [];
  }
}

/** What is counted beside a list, as far as it was asked for. */
function summaryOf(all: Template[], found: Template[], wanted: string): Json {
  const counts = {
    total_count: found.length,
    message_template_count: all.length,
    message_template_limit: MOST,
    are_translations_complete: true,
  };
  return Object.fromEntries(
    Object.entries(counts).filter(([name]) =>
      wanted
        .split(',')
        .map((one) => one.trim())
        .includes(name),
    ),
  );
}

function notNew(sim: Sim, wabaId: string, { name, language }: Json, existing: Template[]): Problem | undefined {
  const now = sim.clock.now();
  if (existing.some((one) => one.name === name && one.language === language)) {
    return invalidTemplate(
      2_388_024,
      'Content in This Language Already Exists',
      `There is already ${String(language)} content for this template. You can create a new template and try again.`,
    );
  }
  if ((sim.store.state.blockedNames[`${wabaId}:${String(name)}:${String(language)}`] ?? 0) > now) {
    return invalidTemplate(
      2_388_023,
      'Message template language is being deleted',
      `New ${String(language)} content can't be added while the existing ${String(language)} content is being deleted. Try again in 4 weeks or create a new message template.`,
    );
  }
  if (existing.length >= MOST)
    return invalidTemplate(2_388_019, 'Message Template Limit Exceeded', `The account has ${MOST} message templates already.`);
  const key = `create:${wabaId}`;
  const { ok, bucket } = take(sim.buckets.get(key), CREATIONS, now);
  sim.buckets.set(key, bucket);
  return ok ? undefined : { code: 80007, details: 'At most 100 templates can be made in an hour.' };
}

function created(wabaId: string, body: Json): Template {
  const category = String(body.category).toUpperCase();
  return {
    id: newObjectId(),
    wabaId,
    name: String(body.name),
    language: String(body.language),
    category,
    status: 'PENDING',
    parameter_format: String(asString(body.parameter_format) ?? 'positional').toUpperCase() === 'NAMED' ? 'NAMED' : 'POSITIONAL',
    components: category === 'AUTHENTICATION' ? authenticationComponents(upperCased(body.components)) : upperCased(body.components),
    quality_score: { score: 'UNKNOWN' },
    ...(body.message_send_ttl_seconds === undefined ? {} : { ttlSeconds: Number(body.message_send_ttl_seconds) }),
  };
}

const upperCased = (components: unknown): Json[] =>
  asArray(components)
    .filter(isObject)
    .map((component) => ({ ...component, type: String(component.type).toUpperCase() }));

/** `POST /{template}`: an approved one once a day and ten times in 30 days, then it is reviewed again. */
export function changeTemplate(sim: Sim, template: Template, body: Json): Problem | undefined {
  const now = sim.clock.now();
  if (!['APPROVED', 'REJECTED', 'PAUSED'].includes(template.status))
    return { code: 100, message: `(#100) A template that is ${template.status} cannot be changed.` };
  const category = asString(body.category)?.toUpperCase();
  if (category !== undefined && category !== template.category && template.status === 'APPROVED')
    return { code: 100, message: '(#100) The category of an approved template cannot be changed.' };
  const ttl = body.message_send_ttl_seconds;
  const problem =
    ttlProblem(ttl, category ?? template.category) ??
    (body.components === undefined ? undefined : componentsProblem(body.components, category ?? template.category));
  if (problem) return problem;
  const edits = (template.edits ?? []).filter((at) => at > now - 30 * DAY);
  const within = (span: number): number => edits.filter((at) => at > now - span).length;
  if (template.status === 'APPROVED' && (within(DAY) >= 1 || edits.length >= 10)) {
    return invalidTemplate(
      2_388_003,
      'Message Template Cannot Be Edited',
      'An approved template can be changed once in 24 hours and ten times in 30 days.',
    );
  }
  if (ttl !== undefined) template.ttlSeconds = Number(ttl);
  if (category !== undefined) template.category = category;
  if (body.components !== undefined) {
    Object.assign(template, { components: upperCased(body.components), status: 'PENDING', edits: [...edits, now] });
    templateComponents(sim, template);
    review(sim, template);
  }
  return undefined;
}
