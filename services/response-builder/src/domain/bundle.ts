/** Version of the canned texts and of the rules that choose among them. */
export const bundle = 'response-builder-b09fbb66';
