import { deadTopic, services, topics } from '@frontdesk/contracts';

const day = 24 * 60 * 60 * 1000;

/** Every topic with its partitions and retention. All `conversation.*` topics have the same number, so that a conversation stays together. */
export function topicsConfig(partitions = 12): { topic: string; partitions: number; retentionMs: number }[] {
  return [
    ...topics.map((topic) => ({ topic, partitions, retentionMs: 3 * day })),
    ...services.map((service) => ({ topic: deadTopic(service), partitions: 1, retentionMs: 30 * day })),
  ];
}
