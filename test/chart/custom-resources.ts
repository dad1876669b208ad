import { readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { parse } from 'yaml';
import { run } from './render.ts';
import type { Manifest } from './render.ts';

type Schema = { [keyword: string]: unknown; properties?: Record<string, Schema>; items?: Schema; additionalProperties?: Schema | boolean };
interface Definition {
  metadata: { name: string };
  spec: { group: string; names: { kind: string }; versions: { name: string; served: boolean; schema: { openAPIV3Schema: Schema } }[] };
}

/** JSON schema of an object as an API server reads it with strict field validation: what isn't named is refused. */
function strict(schema: Schema, root = true): Schema {
  const { properties, items, additionalProperties, ...rest } = schema;
  const open = rest['x-kubernetes-preserve-unknown-fields'] === true || rest['x-kubernetes-embedded-resource'] === true;
  if (rest['x-kubernetes-int-or-string'] === true) return { anyOf: [{ type: 'integer' }, { type: 'string' }] };
  return {
    ...rest,
    ...(items ? { items: strict(items, false) } : {}),
    ...(properties
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, one]) => [name, root && name === 'metadata' ? {} : strict(one, false)]),
          ),
          ...(open || additionalProperties ? {} : { additionalProperties: false }),
        }
      : {}),
    ...(additionalProperties && additionalProperties !== true ? { additionalProperties: strict(additionalProperties, false) } : {}),
  };
}

const definitions = (process.env['FRONTDESK_CRDS'] ?? '')
  .split(delimiter)
  .filter((path) => path !== '')
  .map((path) => parse(readFileSync(path, 'utf8')) as Definition);
const schemas: ReadonlyMap<string, Schema> = new Map(
  definitions.flatMap(({ spec: { group, names, versions } }) =>
    versions
      .filter(({ served }) => served)
      .map(({ name, schema }) => [`${group}/${name} ${names.kind}`, strict(schema.openAPIV3Schema)] as const),
  ),
);
const typeOf = ({ apiVersion, kind }: Manifest): string => `${apiVersion} ${kind}`;

/** True of what an operator brings: its group isn't one of Kubernetes' own. */
export const isCustom = ({ apiVersion }: Manifest): boolean =>
  (/\./.test(apiVersion.split('/')[0]!) && !apiVersion.split('/')[0]!.endsWith('.k8s.io')) ||
  apiVersion.startsWith('gateway.networking.k8s.io/');

const program = `
import json, sys, jsonschema
for one in json.load(sys.stdin):
    for error in jsonschema.Draft7Validator(one["schema"]).iter_errors(one["instance"]):
        print(one["name"], "/".join(map(str, error.absolute_path)), error.message[:200])
`;

/** What the definitions have against these objects, one line each. @throws Error for a kind that has no definition here */
export function violations(manifests: readonly Manifest[]): string[] {
  const asked = manifests.map((instance) => {
    const schema = schemas.get(typeOf(instance));
    if (!schema) throw new Error(`no definition of ${typeOf(instance)}; there are ${[...schemas.keys()].join(', ')}`);
    return { name: `${instance.kind}/${instance.metadata.name}`, instance, schema };
  });
  const { status, out, err } = run(process.env['FRONTDESK_PYTHON']!, ['-c', program], JSON.stringify(asked));
  if (status !== 0) throw new Error(err);
  return out.split('\n').filter((line) => line !== '');
}
