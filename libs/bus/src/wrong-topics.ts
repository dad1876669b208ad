export interface Partitions {
  /** partitions a topic should have, unless `topicsConfig` names it; default 12 */
  readonly partitions?: number;
  readonly topicsConfig?: Readonly<Record<string, { readonly partitions: number }>>;
}

/** @returns what is wrong with the topics, by name: missing, or with a different number of partitions */
export function wrongTopics(
  topics: readonly string[],
  found: ReadonlyMap<string, number>,
  { partitions = 12, topicsConfig = {} }: Partitions,
): string[] {
  return topics.flatMap((topic) => {
    const expected = topicsConfig[topic]?.partitions ?? partitions;
    const there = found.get(topic);
    if (there === undefined) return [`${topic} is missing`];
    return there === expected ? [] : [`${topic} has ${there} partitions instead of ${expected}`];
  });
}
