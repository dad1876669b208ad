import type { Manifest } from './manifest.ts';
import { messages, topics, writerOf } from './registry.ts';
import type { MessageType, Topic } from './registry.ts';
import { deadTopic, services } from './services.ts';

const typesOn = (topic: Topic): MessageType[] => (Object.keys(messages) as MessageType[]).filter((type) => messages[type].topic === topic);

/** `docs/flow.md`: who writes what, and who reads it. */
export function flowDiagram(manifests: readonly Manifest[]): string {
  const readers = (topic: Topic) =>
    manifests.filter(({ reads, name }) => reads.includes(topic) && name !== 'audit-logger').map(({ name }) => name);
  const short = (topic: Topic) => topic.split('.')[1]!;
  const edges = topics.flatMap((topic) => readers(topic).map((reader) => `  ${writerOf(topic)} -- ${short(topic)} --> ${reader}`));
  const rows = topics.map(
    (topic) => `| \`${topic}\` | ${writerOf(topic)} | ${readers(topic).join(', ') || '–'} | ${typesOn(topic).join(', ')} |`,
  );
  return [
    '# The flow',
    '',
    '<!-- Printed from the registry and the manifests: node scripts/check-contracts.mjs --write -->',
    '',
    'audit-logger reads every topic, and is left out of the picture. ' +
      'What a service cannot process goes to `<service>.dead.v1`, which sla-scheduler and audit-logger read.',
    '',
    '```mermaid',
    'flowchart LR',
    ...edges,
    '```',
    '',
    '| topic | writer | readers | messages |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** `k8s/topics.yaml`: KafkaTopic manifests for an operator. */
export function topicManifests(partitions = 48): string {
  const day = 24 * 60 * 60 * 1000;
  const manifest = (topic: string, count: number, days: number) => [
    '---',
    'apiVersion: kafka.strimzi.io/v1',
    'kind: KafkaTopic',
    'metadata:',
    `  name: ${topic}`,
    '  labels:',
    '    strimzi.io/cluster: frontdesk',
    'spec:',
    `  partitions: ${count}`,
    '  replicas: 3',
    '  config:',
    `    retention.ms: "${days * day}"`,
    '    min.insync.replicas: "2"',
  ];
  return [
    '# Printed from the registry: node scripts/check-contracts.mjs --write',
    ...topics.flatMap((topic) => manifest(topic, partitions, 3)),
    ...services.flatMap((service) => manifest(deadTopic(service), 1, 30)),
    '',
  ].join('\n');
}

/**
 * `k8s/users.yaml`: KafkaUser manifests for an operator. A service reads what its manifest names, as its own group, and writes what the registry
 * says; `frontdesk-release` makes and looks at topics.
 */
export function userManifests(manifests: readonly Manifest[]): string {
  const acl = (type: string, name: string, operations: readonly string[], patternType = 'literal') => [
    `      - resource: { type: ${type}${type === 'cluster' ? '' : `, name: ${JSON.stringify(name)}, patternType: ${patternType}`} }`,
    `        operations: [${operations.join(', ')}]`,
  ];
  const user = (name: string, rules: readonly string[]) => [
    '---',
    'apiVersion: kafka.strimzi.io/v1',
    'kind: KafkaUser',
    'metadata:',
    `  name: frontdesk-${name}`,
    '  labels:',
    '    strimzi.io/cluster: frontdesk',
    'spec:',
    '  authentication: { type: scram-sha-512 }',
    '  authorization:',
    '    type: simple',
    '    acls:',
    ...rules,
  ];
  return [
    '# Printed from the registry: node scripts/check-contracts.mjs --write',
    ...manifests.flatMap(({ name, reads, readsDeadLetters }) =>
      user(name, [
        ...acl('group', name, ['Read', 'Describe']),
        ...[...reads, ...(readsDeadLetters ? services.map(deadTopic) : [])].flatMap((topic) => acl('topic', topic, ['Read', 'Describe'])),
        ...[...topics.filter((topic) => writerOf(topic) === name), deadTopic(name)].flatMap((topic) =>
          acl('topic', topic, ['Write', 'Describe']),
        ),
      ]),
    ),
    ...user('release', [...acl('topic', '*', ['Create', 'Describe', 'DescribeConfigs']), ...acl('cluster', 'kafka-cluster', ['Describe'])]),
    '',
  ].join('\n');
}
