/** Version of what shapes the routing: rules, word lists, examples (`examples/v1.jsonl`), threshold. */
export const bundle = 'nlu-router-4d50624c';
export const classifierVersion = 'v2';

/** Below this the router says that it does not know: on the held-back split nine of ten sure answers are right. */
export const threshold = 0.5;
