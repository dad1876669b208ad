import type { FastifyRequest } from 'fastify';
import type { Problem } from '../domain/errors.ts';
import { noField } from '../domain/errors.ts';
import { asString } from '../domain/json.ts';
import type { Json } from '../domain/json.ts';

export interface PageQuery {
  fields?: string;
  limit?: string;
  after?: string;
  before?: string;
}

/** `id,throughput{level},analytics.start(1).end(2)` by its commas, those in brackets left alone. */
export function splitFields(fields: string): { name: string; text: string }[] {
  const found: string[] = [''];
  let depth = 0;
  for (const char of fields) {
    depth += '({['.includes(char) ? 1 : ')}]'.includes(char) ? -1 : 0;
    if (char === ',' && depth === 0) found.push('');
    else found[found.length - 1] += char;
  }
  return found
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => ({ name: text.split(/[.({[]/)[0]!, text }));
}

/** The asked-for fields of an object, `id` always among them. */
export function picked(object: Json, fields: string | undefined, usual?: readonly string[]): Json {
  const wanted = fields === undefined ? usual : splitFields(fields).map(({ name }) => name);
  return wanted ? Object.fromEntries(Object.entries(object).filter(([key]) => key === 'id' || wanted.includes(key))) : object;
}

/** A field that this kind of object doesn't have. Graph has many more than the twin: those may be asked for, and are left out. */
export function strangeField(node: string, fields: string | undefined, known: readonly string[]): Problem | undefined {
  const strange = splitFields(fields ?? '').find(({ name }) => name !== 'id' && !known.includes(name));
  return strange && noField(strange.name, node);
}

const cursor = (position: number): string => Buffer.from(String(position)).toString('base64url');

function position(given: string | undefined): number | undefined {
  const text = given === undefined ? '' : Buffer.from(given, 'base64url').toString();
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** A page in Graph's form, with links to its neighbours; a cursor is the base64 of a position. */
export function page(items: readonly Json[], request: FastifyRequest): object {
  const query = request.query as PageQuery;
  const { limit: size } = query;
  // an empty cursor is none: some clients ask for their first page with one
  const [after, before] = [asString(query.after), asString(query.before)];
  const limit = Math.max(1, Number(size ?? 25) || 25);
  const from = position(after ?? before);
  if ((after ?? before) !== undefined && from === undefined) return { code: 131059 };
  const start = after === undefined && before !== undefined ? Math.max(0, from! - limit) : (from ?? 0);
  const end = after === undefined && before !== undefined ? from! : start + limit;
  const data = items.slice(start, end);
  if (data.length === 0) return { data };
  const link = (name: string, value: string): string => {
    const url = new URL(request.originalUrl, `${request.protocol}://${request.host}`);
    for (const other of ['after', 'before']) url.searchParams.delete(other);
    url.searchParams.set(name, value);
    return url.href;
  };
  const cursors = { before: cursor(start), after: cursor(start + data.length) };
  return {
    data,
    paging: {
      cursors,
      ...(start + data.length < items.length ? { next: link('after', cursors.after) } : {}),
      ...(start > 0 ? { previous: link('before', cursors.before) } : {}),
    },
  };
}
