import type { Manifest } from './manifest.ts';
import { messages, topics, writerOf } from './registry.ts';
import type { MessageType, Topic } from './registry.ts';
import { deadTopic, services } from './services.ts';

const typesOn = (topic: Topic): MessageType[] => (Object.keys(messages) as MessageType[]).filter((type) => messages[type].topic === topic);

/** `docs/flow.md`: who writes what, and who reads it. */
export function flowDiagram(manifests: readonly Manifest[]): string {
  const readers = (topic: Topic) => manifests.filter(({ reads, name }) => reads.includes(topic) && name !== 'audit-logger').map(({ name }) => name);
  const short = (topic: Topic) => topic.split('.')[1]!;
  const edges = topics.flatMap((topic) => readers(topic).map((reader) => `  ${writerOf(topic)} -- ${short(topic)} --> ${reader}`));
  const rows = topics.map((topic) => `| \`${topic}\` | ${writerOf(topic)} | ${readers(topic).join(', ') || '–'} | ${typesOn(topic).join(', ')} |`);
  return [
    '# The flow', '',
    '<!-- Printed from the registry and the manifests: node scripts/check-contracts.mjs --write -->', '',
    'audit-logger reads every topic, and is left out of the picture. What a service cannot process goes to `<service>.dead.v1`, which sla-scheduler and audit-logger read.', '',
    '```mermaid', 'flowchart LR', ...edges, '```', '',
    '| topic | writer | readers | messages |', '|---|---|---|---|', ...rows, '',
  ].join('\n');
}

/** `k8s/topics.yaml`: KafkaTopic manifests for an operator. */
export function topicManifests(partitions = 48): string {
  const day = 24 * 60 * 60 * 1000;
  const manifest = (topic: string, count: number, days: number) => [
    '---', 'apiVersion: kafka.strimzi.io/v1', 'kind: KafkaTopic', 'metadata:', `  name: ${topic}`, '  labels:', '    strimzi.io/cluster: frontdesk',
    'spec:', `  partitions: ${count}`, '  replicas: 3', '  config:', `    retention.ms: "${days * day}"`, '    min.insync.replicas: "2"',
  ];
  return [
    '# Printed from the registry: node scripts/check-contracts.mjs --write',
    ...topics.flatMap((topic) => manifest(topic, partitions, 3)),
    ...services.flatMap((service) => manifest(deadTopic(service), 1, 30)), '',
  ].join('\n');
}
