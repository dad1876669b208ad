import { HttpException } from '@nestjs/common';
import { z } from 'zod';

/** @throws HttpException 400 BAD_REQUEST naming the members that are wrong and the limits they are beyond, never a value */
export function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const limits = new Map(parsed.error.issues.map((issue) => [issue.path.join('.') || 'body', limitOf(issue)]));
  throw wrong([...limits.keys()], limits);
}

/** @returns 400 BAD_REQUEST naming the members, with the limits of those that have one */
export const wrong = (fields: readonly string[], limits: ReadonlyMap<string, string> = new Map()): HttpException => {
  const named = fields.map((field) => `${field}${limits.get(field) ?? ''}`).join(', ');
  return new HttpException({ code: 'BAD_REQUEST', message: `wrong or missing: ${named}`, fields }, 400);
};

function limitOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big') return ` (at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''})`;
  if (issue.code === 'too_small') return ` (at least ${issue.minimum}${issue.origin === 'string' ? ' characters' : ''})`;
  return issue.code === 'custom' ? ` (${issue.message})` : '';
}

export const commandId = z.uuid();
export const onlyCommand = z.object({ command_id: commandId });
/** of a note to colleagues */
export const noteText = z.string().trim().min(1).max(4_000);
