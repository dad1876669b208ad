export type VaultErrorCode = 'KEK_INVALID' | 'KEK_UNKNOWN' | 'SEAL_BROKEN' | 'READ_ONLY';

export class VaultError extends Error {
  readonly code: VaultErrorCode;
  /** a process of a rolling restart may not have the key yet that another one sealed under */
  readonly retriable: boolean;

  constructor(code: VaultErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'VaultError';
    this.code = code;
    this.retriable = code === 'KEK_UNKNOWN';
  }
}

/** The contact has no key: it was erased, or never made. */
export class VaultKeyMissing extends Error {
  readonly code = 'VAULT_KEY_MISSING';
  readonly retriable = false;
  readonly contactId: string;
  readonly destroyed: boolean;

  constructor(contactId: string, destroyed: boolean) {
    super(`the contact's key ${destroyed ? 'was destroyed' : 'does not exist'}`);
    this.name = 'VaultKeyMissing';
    this.contactId = contactId;
    this.destroyed = destroyed;
  }
}
