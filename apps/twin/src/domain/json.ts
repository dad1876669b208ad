export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
export const asObject = (value: unknown): Json => (isObject(value) ? value : {});
export const asArray = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const asString = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const IDS = ['to', 'recipient', 'id', 'message_id'];

/** Graph takes `null` for "not given" (several clients write it for every optional field), and a number where an id is meant. */
export function lenient(value: unknown, key = ''): unknown {
  if (typeof value === 'number' && IDS.includes(key)) return String(value);
  if (Array.isArray(value)) return value.map((one) => lenient(one));
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, one]) => one !== null)
          .map(([name, one]) => [name, lenient(one, name)]),
      )
    : value;
}

export const lengthOf = (text: string): number => [...text].length;
