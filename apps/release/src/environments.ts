import { runtimeConfig } from '@frontdesk/runtime';
import type { Manifest } from '@frontdesk/contracts';
import type { z } from 'zod';
import { releaseConfig } from './config.ts';
import { services } from './services.ts';

/** What a process reads from its environment, for whoever has to give it. */
export interface ProcessEnvironment {
  readonly name: string;
  readonly manifest?: Manifest;
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const split = (name: string, schemas: readonly z.ZodObject<z.ZodRawShape>[], manifest?: Manifest): ProcessEnvironment => {
  const fields = schemas.flatMap(({ shape }) => Object.entries(shape) as [string, z.ZodType][]);
  const optional = (field: z.ZodType) => field.safeParse(undefined).success;
  return {
    name,
    ...(manifest ? { manifest } : {}),
    required: [...new Set(fields.filter(([, field]) => !optional(field)).map(([variable]) => variable))].sort(),
    optional: [...new Set(fields.filter(([, field]) => optional(field)).map(([variable]) => variable))].sort(),
  };
};

/** The variables of the nine services and of the release's job, read from their own schemas. */
export const environments: readonly ProcessEnvironment[] = [
  ...services.map(({ manifest, config }) => split(manifest.name, [runtimeConfig, config], manifest)),
  split('release', [releaseConfig]),
];
