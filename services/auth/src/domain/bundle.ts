/** Version of the rules that decide what counts as a proof. */
export const bundle = 'auth-c55d3000';
