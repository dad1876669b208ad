/** Version of the canned texts and of the rules that choose among them. */
export const bundle = 'response-builder-b3364af1';
