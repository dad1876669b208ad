import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Configuration is wrong; `problems` names every variable, never a value. */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID';
  readonly retriable = false;
  constructor(readonly problems: readonly string[]) {
    super(`configuration is wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

type Environment = Record<string, string | undefined>;
type Schema = z.ZodObject<z.ZodRawShape>;

/** As it is at each look. */
export const processEnvironment: Readonly<Environment> = process.env;

/** The one reader of the process's environment. `NAME_FILE` gives the content of a file as `NAME`; an empty one counts as absent. */
function environment(names: ReadonlySet<string>, source: Environment = processEnvironment): { values: Environment; problems: string[] } {
  const values: Environment = {};
  const problems: string[] = [];
  for (const name of names) {
    const path = source[`${name}_FILE`];
    if (source[name]) values[name] = source[name];
    else if (path) {
      try {
        values[name] = readFileSync(path, 'utf8').trim() || undefined;
      } catch {
        problems.push(`${name}_FILE: expected the path of a readable file`);
      }
    }
  }
  return { values, problems };
}

/**
 * Parses several groups of variables at once, so that one start names everything that is wrong.
 * @throws ConfigError
 */
export function loadConfigs<T extends readonly Schema[]>(schemas: T, source?: Environment): { [K in keyof T]: z.output<T[K]> } {
  const { values, problems } = environment(new Set(schemas.flatMap((schema) => Object.keys(schema.shape))), source);
  const parsed = schemas.map((schema) => {
    const result = schema.safeParse(values);
    if (!result.success) problems.push(...result.error.issues.map((issue) => `${issue.path.join('.') || 'environment'}: ${issue.message}`));
    return result.data;
  });
  if (problems.length > 0) throw new ConfigError([...new Set(problems)]);
  return parsed as { [K in keyof T]: z.output<T[K]> };
}

/** One group of variables. @throws ConfigError naming every wrong one */
export function loadConfig<T extends Schema>(schema: T, source?: Environment): z.output<T> {
  return loadConfigs([schema] as const, source)[0] as z.output<T>;
}
