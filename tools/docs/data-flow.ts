import { existsSync } from 'node:fs';
import { topics, type Topic } from '@yipii/protocol';

const HOUR_MS = 3_600_000;

export function dataFlowPage(): string {
  const rows = Object.values(topics as Record<string, Topic<unknown>>).map(row);
  return `# Data flow

Generated from \`libs/protocol/src/topics.ts\`; the JSON Schemas of the topics' messages are in [\`docs/schemas\`](schemas), and the topics as an AsyncAPI 3 document in [\`docs/asyncapi.yaml\`](asyncapi.yaml).

| topic | from | to | key | delivery | kept |
|---|---|---|---|---|---|
${rows.join('\n')}

- **delivery** \`group\`: each consumer group sees a message once it has committed it. \`replicas\`: every process sees it.
- Every message is JSON in one envelope, \`{id, occurredAt, account, subject, traceparent, event}\` ([ADR 10](adr/0010-one-envelope.md)). \`id\` is the event's, the same whenever it is published again; \`subject\` is also the message key.
- An absent field that may be null is null, and one with a default has it. Readers ignore fields and values that they do not know. A breaking change is a new version of the topic.
- A message that can't be decoded goes to \`<topic>.dlq\` as the event \`{origin, reason, payload}\` with the payload in base64, and is kept for 7 days; the messages behind it go on.
- Order is kept per key. Delivery is at least once: ids make repeats visible.
`;
}

function row({ name, from, to, key, delivery, retentionMs }: Topic<unknown>): string {
  const hours = retentionMs / HOUR_MS;
  const kept = hours > 72 ? `${hours / 24} d` : `${hours} h`;
  return `| \`${name}\` | ${from.map(writer).join(', ')} | ${to.join(', ')} | ${key} | ${delivery} | ${kept} |`;
}

/** A topic may be there before the app that writes it. */
function writer(app: string): string {
  return existsSync(`apps/${app}`) ? app : `${app} (in a later version)`;
}
