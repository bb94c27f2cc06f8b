import path from 'node:path';
import { topics, type Topic } from '@yipii/protocol';
import { createGenerator } from 'ts-json-schema-generator';

/** The TypeScript type of each topic's events, by the topic's name in `topics`. */
const EVENT_TYPES: Readonly<Record<keyof typeof topics, string>> = {
  positionReceived: 'PositionReceived',
  positionQuarantined: 'PositionQuarantined',
  positionEnriched: 'PositionEnriched',
  statusChanged: 'StatusChanged',
  linkLocation: 'LinkLocation',
  linkChanged: 'LinkChanged',
  accessRevoked: 'AccessRevoked',
  registryChanged: 'RegistryChanged',
};

/** A JSON Schema (draft 7) a topic, from the event's TypeScript type. */
export function topicSchemas(): Record<string, string> {
  const generator = createGenerator({
    path: path.resolve('libs/protocol/src/topics.ts'),
    tsconfig: path.resolve('tsconfig.base.json'),
    skipTypeCheck: true,
    additionalProperties: true,
  });
  const files = Object.entries(EVENT_TYPES).map(([key, type]) => {
    const { name } = (topics as Record<string, Topic<unknown>>)[key] as Topic<unknown>;
    const schema = { ...generator.createSchema(type), title: name };
    return [`docs/schemas/${name}.json`, JSON.stringify(schema)];
  });
  return Object.fromEntries(files) as Record<string, string>;
}
