/**
 * All rows of a reading that may be long, few of them in memory: each part is read when the one before it is used.
 * @param read up to `limit` rows behind the last one; undefined: the first ones
 */
export async function* inParts<Row>(limit: number, read: (last: Row | undefined) => Promise<Row[]>): AsyncGenerator<Row> {
  for (let last: Row | undefined; ;) {
    const rows = await read(last);
    yield* rows;
    if (rows.length < limit) return;
    last = rows.at(-1);
  }
}
