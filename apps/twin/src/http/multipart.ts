export interface Upload {
  bytes: Buffer;
  mime: string;
  filename?: string;
  fields: Record<string, string>;
}

/** The parts of a multipart body, in whatever order they come. */
export async function parseUpload(body: Buffer, contentType: string): Promise<Upload | undefined> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData().catch(() => undefined);
  const file = form?.get('file');
  if (!form || !file || typeof file === 'string') return undefined;
  const fields = Object.fromEntries([...form].filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
  return { bytes: Buffer.from(await file.arrayBuffer()), mime: typeOf(file.type, fields.type), filename: file.name, fields };
}

/** The file's own type counts; the field helps only where the file has none. Some clients write the mere kind into the field. */
function typeOf(own: string, field = ''): string {
  return own !== '' && own !== 'application/octet-stream' ? own : field;
}
