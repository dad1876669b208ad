import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { asArray, asObject, asString } from '../domain/json.ts';
import type { Json } from '../domain/json.ts';
import type { Sim } from '../sim/sim.ts';

/** A language model's place, as an OpenAI-compatible endpoint: no model, but the same words for the same evidence, and its faults. */
export function modelRoutes(app: FastifyInstance, sim: Sim): void {
  app.post('/chat/completions', async (request, reply) => {
    const occasion = { path: request.url };
    const slow = sim.faults.take('model_slow', occasion);
    if (slow) await sleep(slow.delay_ms ?? 20_000, undefined, { ref: false });
    const failed = sim.faults.take('model_error', occasion);
    if (failed) return reply.status(failed.status ?? 500).send({ error: { message: 'The model is not well.', type: 'server_error' } });
    const { model, messages } = asObject(request.body);
    const asked = questionIn(asArray(messages).map(asObject));
    const wrong = sim.faults.take('model_wrong', occasion);
    const filtered = sim.faults.take('model_filtered', occasion);
    const invents = sim.faults.take('model_invents', occasion);
    const isEmpty = sim.faults.take('model_empty', occasion) !== undefined;
    const written = JSON.stringify(wrong ? { text: 'Hello.' } : replyTo(asked, invents !== undefined));
    const content = isEmpty || filtered ? '' : written;
    return {
      id: 'chatcmpl-twin',
      object: 'chat.completion',
      created: Math.floor(sim.clock.now() / 1000),
      model: asString(model) ?? 'twin',
      choices: [{ index: 0, finish_reason: filtered ? 'content_filter' : 'stop', message: { role: 'assistant', content } }],
      usage: usageOf(JSON.stringify(messages), content),
    };
  });
}

/** The evidence, in the first message of a user's. */
function questionIn(messages: readonly Json[]): Json {
  const content = messages.find(({ role }) => role === 'user')?.content;
  try {
    return asObject(JSON.parse(String(content)));
  } catch {
    return {};
  }
}

function replyTo({ language, passages, facts }: Json, invents: boolean): Json {
  const isGerman = language === 'de';
  const [passage] = asArray(passages).map(asObject);
  const order = asArray(facts)
    .map(String)
    .find((line) => line.startsWith('order: '))
    ?.slice('order: '.length);
  const [sentence = ''] = /^.*?[.!?](?=\s|$)/s.exec(String(passage?.text ?? '')) ?? [];
  const about = passage
    ? `${isGerman ? 'Das ist die Regel, die dafür gilt' : 'This is the rule for it'}: ${sentence}`
    : order
      ? `${isGerman ? 'Das ist, was ich für Sie gefunden habe zu' : 'This is what I have found for you on'} ${order}.`
      : '';
  const invented = invents ? (isGerman ? ' Sie haben dafür 77 Tage.' : ' You have 77 days for it.') : '';
  return {
    intent: passage ? 'return' : 'status',
    answer: about + invented,
    citations: passage ? [passage.url] : [],
    handoff: about === '',
    confidence: about === '' ? 0 : 0.9,
  };
}

/** Four characters are a token here. */
function usageOf(prompt: string | undefined, content: string): Json {
  const [prompted, completed] = [Math.ceil((prompt ?? '').length / 4), Math.ceil(content.length / 4)];
  return { prompt_tokens: prompted, completion_tokens: completed, total_tokens: prompted + completed };
}
