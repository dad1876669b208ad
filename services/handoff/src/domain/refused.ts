/** Why a command has no effect: what the console answers with 409. */
export interface Refused {
  readonly refused: {
    readonly code:
      | 'ALREADY_TAKEN'
      | 'NOT_OPEN'
      | 'NOT_YOURS'
      | 'ALREADY_OPEN'
      | 'NOT_THEIRS'
      | 'ALREADY_THEIRS'
      | 'NOT_AVAILABLE'
      | 'FULL'
      | 'PROOF_LOCKED';
    readonly by?: string;
    readonly state?: string;
    readonly ticketId?: string;
  };
}
