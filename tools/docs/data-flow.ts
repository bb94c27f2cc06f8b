import { topics, type Topic } from '@yipii/protocol';

const HOUR_MS = 3_600_000;

export function dataFlowPage(): string {
  const rows = Object.values(topics as Record<string, Topic<unknown>>).map(row);
  return `# Data flow

Generated from \`libs/protocol/src/topics.ts\`; the topics' JSON Schemas are in [\`docs/schemas\`](schemas).

| topic | from | to | key | delivery | kept |
|---|---|---|---|---|---|
${rows.join('\n')}

- **delivery** \`group\`: each consumer group sees a message once it has committed it. \`replicas\`: every process sees it.
- Values are JSON; unknown fields are ignored. A breaking change is a new version of the topic.
- A message that can't be decoded goes to \`<topic>.dlq\` as \`{origin, reason, payload}\` with the payload in base64, and is kept for 7 days; the messages behind it go on.
- Order is kept per key. Delivery is at least once: event ids make repeats visible.
`;
}

function row({ name, from, to, key, delivery, retentionMs }: Topic<unknown>): string {
  const hours = retentionMs / HOUR_MS;
  const kept = hours > 72 ? `${hours / 24} d` : `${hours} h`;
  return `| \`${name}\` | ${from.join(', ')} | ${to.join(', ')} | ${key} | ${delivery} | ${kept} |`;
}
