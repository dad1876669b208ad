export type Language = 'en' | 'de';

/** A text that leads keep for whoever answers. */
export interface SavedReply {
  id: string;
  name: string;
  /** one at least */
  texts: Partial<Record<Language, string>>;
  version: number;
  by_name: string;
  at: number;
}

export interface SavedReplies {
  /** by name */
  replies: SavedReply[];
}
