export { environments } from './environments.ts';
export { release } from './release.ts';
export { erase, ErasureError, personOf, readLedger } from './erasures.ts';
export { PasswordsError, rolePasswords } from './role-passwords.ts';
export { services } from './services.ts';
