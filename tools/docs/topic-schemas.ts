import path from 'node:path';
import { topics, type Topic } from '@yipii/protocol';
import { createGenerator, type Schema } from 'ts-json-schema-generator';
import { schemaForReaders } from './schema-for-readers';

/**
 * A JSON Schema (draft 7) for the messages of each topic: the envelope with the event's TypeScript type in it, which
 * has the topic's name in `topics`, with a capital.
 */
export function topicSchemas(): ReadonlyMap<Topic<unknown>, Schema> {
  const generator = createGenerator({
    path: path.resolve('libs/protocol/src/index.ts'),
    tsconfig: path.resolve('tsconfig.base.json'),
    skipTypeCheck: true,
    additionalProperties: true,
  });
  const context = generator.createSchema('EventContext');
  const entries = Object.entries<Topic<unknown>>(topics).map(([key, topic]) => {
    const type = key.charAt(0).toUpperCase() + key.slice(1);
    const schema = message(topic, context, generator.createSchema(type));
    return [topic, schemaForReaders(schema)] as const;
  });
  return new Map(entries);
}

function message(topic: Topic<unknown>, context: Schema, event: Schema): Schema {
  const { properties = {}, required = [] } = context.definitions?.EventContext as Schema;
  const { EventContext: _, ...definitions } = { ...context.definitions, ...event.definitions };
  const { account } = properties;
  return {
    $schema: event.$schema,
    title: topic.name,
    type: 'object',
    properties: {
      ...properties,
      ...(topic.owned && account && { account: withoutNull(account as Schema) }),
      event: { $ref: event.$ref },
    },
    required: [...required, 'event'],
    definitions,
  };
}

/** The account of a topic in which every event has one. */
function withoutNull({ anyOf, ...rest }: Schema): Schema {
  const forms = (anyOf ?? []).filter((form) => (form as Schema).type !== 'null');
  return { ...rest, description: 'Every event of the topic has one.', ...(forms[0] as Schema) };
}
