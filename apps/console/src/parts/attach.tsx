import { useRef } from 'react';
import type { OutFile } from '../api/files.ts';
import type { Box, Unsent } from '../desk/box.ts';
import { useSeat } from '../desk/context.ts';
import type { useAction } from '../desk/use-action.ts';
import { beforeUpload, fileLine, longestCaption, taken } from '../domain/attached.ts';

interface Props {
  ticketId: string;
  box: Box;
  action: ReturnType<typeof useAction>;
}

/** Chooses a file for the box. It is uploaded at once, so that it is there after a reload; nothing is sent by that. */
export function AttachButton({ ticketId, box, action: { busy, run } }: Props) {
  const { desk, say } = useSeat();
  const input = useRef<HTMLInputElement>(null);
  const attach = (file: File): Promise<void> =>
    run(async () => {
      const why = beforeUpload(file);
      if (why) return say(why, 'bad');
      const { file: attached } = await desk.client.upload<{ file: OutFile }>(`tickets/${ticketId}/file`, file);
      box.change({ file: attached, preview: attached.kind === 'image' ? await asPicture(file, attached.mime) : undefined });
    });
  return (
    <>
      <button type="button" className="plain" disabled={busy} onClick={() => input.current?.click()}>
        Attach a file
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept={taken}
        aria-label="A picture or PDF for the customer"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          target.value = '';
          if (file) void attach(file);
        }}
      />
    </>
  );
}

/** What will go along with the text, as the customer will see it. */
export function Attached({ box, unsent: { file, preview, text }, action: { busy, run } }: Omit<Props, 'ticketId'> & { unsent: Unsent }) {
  if (!file) return null;
  return (
    <figure className="attached" aria-label="The file that goes along">
      {preview && <img src={preview} alt={file.name} />}
      <figcaption>
        <span>{fileLine(file)}</span>
        {text.trim().length > longestCaption && (
          <span className="late">
            Beside a file WhatsApp takes {longestCaption} characters; these are {text.trim().length}.
          </span>
        )}
        <button type="button" className="plain" disabled={busy} onClick={() => void run(() => box.detach())}>
          Take it out
        </button>
      </figcaption>
    </figure>
  );
}

/** Only what the server has found to be a picture, under the type that it found. */
const asPicture = (file: File, mime: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result)));
    reader.addEventListener('error', () => resolve(undefined));
    reader.readAsDataURL(new Blob([file], { type: mime }));
  });
