import type { OutFile } from '../api/files.ts';
import type { Draft } from '../api/types.ts';
import { fileSize, fileWord } from './file.ts';

const mebibyte = 1024 * 1024;
/** WhatsApp's limits */
const most = { picture: 5 * mebibyte, document: 100 * mebibyte } as const;
export const longestCaption = 1024;
/** what the dialog offers; what a file is the server tells by its first bytes */
export const taken = 'image/jpeg,image/png,application/pdf';

/** Why a file need not be uploaded at all. */
export function beforeUpload({ type, size }: Pick<File, 'type' | 'size'>): string | undefined {
  if (size === 0) return 'The file is empty.';
  if (type.startsWith('image/') && size > most.picture) return 'The picture is too large: WhatsApp takes at most 5 MB.';
  return size > most.document ? 'The file is too large: WhatsApp takes at most 100 MB.' : undefined;
}

const reasons: Readonly<Record<string, string>> = {
  type: 'Only JPEG and PNG pictures and PDF documents can be sent, whatever the file is called.',
  too_large: 'The file is too large: WhatsApp takes pictures of at most 5 MB and documents of at most 100 MB.',
  no_store: 'Files are not kept here, so none can be sent.',
  erased: 'This customer has been forgotten: nothing can be sent here any more.',
};

export const refusedFileWords = (reason: unknown): string =>
  reasons[String(reason)] ?? 'The file could not be kept. Try again in a moment.';

/** What a file is called where it is not shown. */
export const fileLine = ({ kind, name, bytes }: Pick<OutFile, 'kind' | 'name' | 'bytes'>): string =>
  [name || fileWord(kind), fileSize(bytes)].join(' · ');

/** What somebody wrote, in one line where its file is not shown. */
export const draftLine = ({ text, file, template }: Pick<Draft, 'text' | 'file' | 'template'>): string =>
  file ? [fileLine(file), text].filter((part) => part !== '').join('\n') : text || `Template ${template?.name ?? ''}`;

/** Whether what stands in the box may be sent. */
export const maySend = ({ text, file }: { readonly text: string; readonly file?: OutFile | undefined }): boolean =>
  file ? text.trim().length <= longestCaption : text.trim() !== '';
