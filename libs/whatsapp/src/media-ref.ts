/** A file that Meta holds (from an upload, 30 days) or fetches from a public address. */
export type MediaRef = { readonly id: string } | { readonly link: string };

/** Only the one member that Meta knows, whatever else the object holds. */
export const refOf = (ref: MediaRef): MediaRef => ('id' in ref ? { id: ref.id } : { link: ref.link });

export const fileOf = (header: { readonly media: MediaRef; readonly filename?: string }): object => ({
  ...refOf(header.media),
  ...(header.filename !== undefined && { filename: header.filename }),
});
