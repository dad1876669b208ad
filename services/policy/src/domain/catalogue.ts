import type { Template } from '@frontdesk/contracts';

/** What Meta says of a template; the version is ours. */
export type MetaTemplate = Readonly<Omit<Template, '$typeName' | '$unknown' | 'version' | 'names'>> & { readonly names: readonly string[] };

/** A template as it stands. Times in ms; `changedAt` 0: no news since it is known. */
export interface KnownTemplate extends MetaTemplate {
  readonly readAt: number;
  readonly changedAt: number;
  /** rises with each change of it */
  readonly version: number;
}

/** News of one template; what is empty stayed as it was. */
export interface TemplateNews extends Pick<MetaTemplate, 'name' | 'language' | 'status' | 'category' | 'quality'> {
  readonly templateId: string;
}

const said = ({ readAt: _r, changedAt: _c, version: _v, ...content }: KnownTemplate): string =>
  JSON.stringify(Object.entries(content).sort());

/** The same template, a version further if anything of it is another. */
const next = (before: KnownTemplate, after: KnownTemplate): KnownTemplate =>
  said(before) === said(after) ? after : { ...after, version: before.version + 1 };

/** @returns the catalogue as it was read at `at`; undefined if a newer one is known. News that are newer than the reading stand. */
export function reread(known: readonly KnownTemplate[], read: readonly MetaTemplate[], at: number): KnownTemplate[] | undefined {
  if (known.some(({ readAt }) => readAt > at)) return undefined;
  const byId = new Map(known.map((one) => [one.id, one]));
  return read.map((one) => {
    const before = byId.get(one.id);
    if (!before) return { ...one, readAt: at, changedAt: 0, version: 1 };
    const { status, category, quality } = before.changedAt > at ? before : { ...one, quality: one.quality || before.quality };
    return next(before, { ...one, status, category, quality, readAt: at, changedAt: before.changedAt, version: before.version });
  });
}

/** @returns what is another by news of `at`; an older word changes nothing. The id, or name and language, says which template. */
export function told(
  known: readonly KnownTemplate[],
  { templateId, name, language, status, category, quality }: TemplateNews,
  at: number,
): KnownTemplate[] {
  const isMeant = (one: KnownTemplate): boolean =>
    templateId === '' ? one.name === name && one.language === language : one.id === templateId;
  return known
    .filter((one) => isMeant(one) && one.changedAt <= at && one.readAt <= at)
    .map((one) =>
      next(one, {
        ...one,
        status: status || one.status,
        category: category || one.category,
        quality: quality || one.quality,
        changedAt: at,
      }),
    );
}

/** Whether none of a reading was known before: the first one, or of an account that has no template at all. */
export const isNew = (known: readonly KnownTemplate[], read: readonly Pick<MetaTemplate, 'id'>[]): boolean => {
  const ids = new Set(known.map(({ id }) => id));
  return !read.some(({ id }) => ids.has(id));
};
