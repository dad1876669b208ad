/** Version of the rules that decide what counts as a proof. */
export const bundle = 'auth-2c20e6a7';
