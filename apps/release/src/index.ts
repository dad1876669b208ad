export { environments } from './environments.ts';
export { PasswordsError, rolePasswords } from './role-passwords.ts';
