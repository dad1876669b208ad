import { HttpException } from '@nestjs/common';
import { z } from 'zod';

/** @throws HttpException 400 BAD_REQUEST naming the members that are wrong, never a value */
export function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const fields = [...new Set(parsed.error.issues.map(({ path }) => path.join('.') || 'body'))];
  throw new HttpException({ code: 'BAD_REQUEST', message: `wrong or missing: ${fields.join(', ')}`, fields }, 400);
}

export const commandId = z.uuid();
export const onlyCommand = z.object({ command_id: commandId });
