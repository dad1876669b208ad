export { environments } from './environments.ts';
export { release } from './release.ts';
export { contactOf, erase, ErasureError, readLedger } from './erasures.ts';
export { PasswordsError, rolePasswords } from './role-passwords.ts';
export { services } from './services.ts';
