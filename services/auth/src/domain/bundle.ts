/** Version of the rules that decide what counts as a proof. */
export const bundle = 'auth-d8552a8d';
