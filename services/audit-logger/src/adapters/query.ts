/** One statement with its rows, on whatever connection or in whatever transaction the caller has. */
export type Query = <Row>(sql: string, values?: unknown[]) => Promise<Row[]>;
