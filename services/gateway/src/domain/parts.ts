/** In their order, as many to a part as fit into `most` bytes, but one in any case. @returns one part at least */
export function inParts<T>(all: readonly T[], bytesOf: (one: T) => number, most: number): T[][] {
  const parts: T[][] = [[]];
  let bytes = 0;
  for (const one of all) {
    const more = bytesOf(one);
    if (bytes > 0 && bytes + more > most) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)!.push(one);
    bytes += more;
  }
  return parts;
}
