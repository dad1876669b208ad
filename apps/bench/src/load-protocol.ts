/** What the bench tells the load generator, and what that answers; one run at a time. */
export interface RunOrder {
  readonly webhookUrl: string;
  readonly rate?: number | undefined;
  readonly seconds?: number | undefined;
  /** ends after this many messages instead */
  readonly count?: number | undefined;
  readonly window: number;
  readonly customers: number;
  readonly burst?: boolean;
  readonly hot?: number;
}

export interface RunResult {
  readonly offered: number;
  /** was due, and nobody was free to write it until the end; of a run with a rate */
  readonly notOffered: number;
  readonly completed: number;
  /** completed before the end of the offered time */
  readonly completedInTime: number;
  readonly unanswered: number;
  readonly ackErrors: number;
  /** replies that came for nobody who waited */
  readonly surplus: number;
  readonly seconds: number;
  /** from the post */
  readonly ackMs: number[];
  /** from when the message was due; without a rate: from the post */
  readonly replyMs: number[];
  /** of a burst's tail: replies to what was due from 10 s after it */
  readonly afterBurstMs: number[];
  readonly hot: Hot;
}

/** One person who writes many messages in a row; in none of the other figures. */
export interface Hot {
  readonly written: number;
  readonly acknowledged: number;
  /** Graph calls to that person */
  readonly answered: number;
  /** from the first message to the last acknowledgement */
  readonly seconds: number;
}

export interface Ready {
  readonly graphUrl: string;
}
