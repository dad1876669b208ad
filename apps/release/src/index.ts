export { environments } from './environments.ts';
export { release } from './release.ts';
export { PasswordsError, rolePasswords } from './role-passwords.ts';
