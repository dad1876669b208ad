/** Version of the rules that decide what counts as a proof. */
export const bundle = 'auth-349e90d0';
