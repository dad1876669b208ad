import type { Json } from '../domain/json.ts';

/** The asked-for fields of an object, `id` always among them. */
export function picked(object: Json, fields: string | undefined, usual?: string[]): Json {
  const wanted = fields?.split(',').map((field) => field.trim().split(/[.({]/)[0]!) ?? usual;
  return wanted ? Object.fromEntries(Object.entries(object).filter(([key]) => key === 'id' || wanted.includes(key))) : object;
}

/** A page in Graph's form; a cursor is the base64 of a position. */
export function page(items: readonly Json[], query: { limit?: string; after?: string }): object {
  const start = query.after === undefined ? 0 : Number(Buffer.from(query.after, 'base64url').toString()) || 0;
  const limit = Math.max(1, Number(query.limit ?? 25) || 25);
  const data = items.slice(start, start + limit);
  const cursor = (position: number): string => Buffer.from(String(position)).toString('base64url');
  const more = start + limit < items.length;
  return { data, ...(data.length > 0 ? { paging: { cursors: { before: cursor(start), after: cursor(start + data.length) }, ...(more ? { next: `after=${cursor(start + data.length)}` } : {}) } } : {}) };
}
