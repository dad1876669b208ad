/** Why a request is not made: which member of it is beyond which of Meta's limits. Never holds the content itself. */
export interface Problem {
  /** path as in Meta's request, e.g. `interactive.action.buttons[1].reply.title` */
  readonly field: string;
  readonly limit: string;
  /** what it is instead: a length or a count */
  readonly actual?: number;
}

export const describeProblem = ({ field, limit, actual }: Problem): string =>
  `${field}: ${limit}${actual === undefined ? '' : `, has ${actual}`}`;

/** Lengths are in UTF-16 units, as with `splitText`: never more than Meta counts. */
export function text(field: string, value: string, max: number, min = 1): Problem[] {
  if (value.length > max) return [{ field, limit: `at most ${max} characters`, actual: value.length }];
  if (value.trim().length < min) return [{ field, limit: 'must not be empty', actual: value.trim().length }];
  return [];
}

export function count(field: string, actual: number, min: number, max: number): Problem[] {
  return actual < min || actual > max ? [{ field, limit: min === 0 ? `at most ${max}` : `${min} to ${max}`, actual }] : [];
}

export const when = (isWrong: boolean, field: string, limit: string): Problem[] => (isWrong ? [{ field, limit }] : []);

export function unique(field: string, values: readonly string[]): Problem[] {
  return when(new Set(values).size < values.length, field, 'must differ from each other');
}

export function webAddress(field: string, value: string, max = 2_000): Problem[] {
  const isWeb = URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
  return [...text(field, value, max), ...when(!isWeb, field, 'must be an http or https address')];
}
