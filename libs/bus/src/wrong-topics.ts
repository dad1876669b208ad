/** @returns what is wrong with the topics, by name: missing, or with a different number of partitions */
export function wrongTopics(topics: readonly string[], found: ReadonlyMap<string, number>, expected: (topic: string) => number): string[] {
  return topics.flatMap((topic) => {
    const partitions = found.get(topic);
    if (partitions === undefined) return [`${topic} is missing`];
    return partitions === expected(topic) ? [] : [`${topic} has ${partitions} partitions instead of ${expected(topic)}`];
  });
}
