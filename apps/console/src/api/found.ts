/** A line that was found, or a case or conversation as it stands; the shapes of a search in docs/console-api.md. */
export interface Found {
  id: string;
  conversation_id: string;
  /** null: nothing on record says which */
  case: number | null;
  at: number;
  /** null: it is no line */
  sender: string | null;
  author_name: string | null;
  excerpt: string;
  ticket: { id: string; number: string } | null;
}

export interface FoundPage {
  kind: 'ticket' | 'conversation' | 'phone' | 'order' | 'words';
  found: Found[];
  next: string | null;
  /** how far back it looked; null: all that is kept */
  until: number | null;
}
