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
  readonly completed: number;
  /** completed before the end of the offered time */
  readonly completedInTime: number;
  readonly unanswered: number;
  readonly ackErrors: number;
  /** replies that came for nobody who waited */
  readonly surplus: number;
  readonly seconds: number;
  readonly ackMs: number[];
  readonly replyMs: number[];
  /** of a burst's tail: replies to what was sent from 10 s after it */
  readonly afterBurstMs: number[];
  /** of what others wrote while one person wrote `hot` messages in a row */
  readonly hotSeconds: number;
  /** inbound text of each message, characters */
  readonly customersUsed: number;
}

export interface Ready {
  readonly graphUrl: string;
}
