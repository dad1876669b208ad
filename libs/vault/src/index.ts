export { plain, Vault } from './vault.ts';
export type { VaultMode } from './vault.ts';
export { hashKey, keyedHash, openUnder, parseKeks, sealUnder } from './keks.ts';
export type { Keks } from './keks.ts';
export { VaultError, VaultKeyMissing } from './error.ts';
export type { VaultErrorCode } from './error.ts';
export { redact } from './redact.ts';
export type { Redaction, TokenKind } from './redact.ts';
