/** Version of the rules that decide what counts as a proof. */
export const bundle = 'auth-a6f98719';
