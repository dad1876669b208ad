/** A file that goes along with an answer, or would. */
export interface OutFile {
  id: string;
  kind: 'image' | 'document';
  mime: string;
  bytes: number;
  name: string;
}

/** A file of a message of the thread. `gone` says why; `unknown`: nobody can say at the moment. */
export interface KeptFile {
  kind: string;
  state: 'kept' | 'coming' | 'gone' | 'unknown';
  reason: string | null;
  mime: string;
  bytes: number | null;
}
