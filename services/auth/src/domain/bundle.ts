/** Version of the rules that decide what counts as a proof. */
export const bundle = 'auth-4f78c5dd';
