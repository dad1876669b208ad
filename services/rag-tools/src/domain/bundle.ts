/** Version of tool levels, thresholds and the order of the tools; documents have versions of their own. */
export const bundle = 'rag-tools-94635eeb';
