/** Version of the rules that decide what counts as a proof. */
export const bundle = 'auth-c7d1fb2b';
