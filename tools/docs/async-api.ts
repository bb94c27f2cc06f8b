import type { Topic } from '@yipii/protocol';
import { version } from '../../package.json';
import { WEBHOOK_CHANNEL, WEBHOOK_OPERATION } from './webhook-channel';

/**
 * The topics, and what webhooks are told, as an AsyncAPI 3 document, for those who read them beside our own apps. The
 * messages' schemas stay in files of their own.
 */
export function asyncApi(topics: ReadonlyMap<Topic<unknown>, unknown>): object {
  const all = [...topics.keys()];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Yipii Live, topics and webhooks',
      version,
      description:
        'Every message of a topic is an event in one envelope. Names may have the prefix KAFKA_TOPIC_PREFIX.',
    },
    defaultContentType: 'application/json',
    channels: {
      ...Object.fromEntries(all.map((topic) => [idOf(topic), channel(topic)])),
      webhook: WEBHOOK_CHANNEL,
    },
    operations: {
      ...Object.fromEntries(all.map((topic) => [`on-${idOf(topic)}`, operation(topic)])),
      'tell-webhook': WEBHOOK_OPERATION,
    },
  };
}

function channel({ name, from, to, key, delivery }: Topic<unknown>): object {
  return {
    address: name,
    description: `Written by ${from.join(', ')}; read by ${to.join(', ')}. Message key: ${key}. Delivery: ${delivery}.`,
    messages: {
      message: {
        name,
        bindings: { kafka: { key: { type: 'string', description: key } } },
        payload: {
          schemaFormat: 'application/schema+json;version=draft-07',
          schema: { $ref: `schemas/${name}.json` },
        },
      },
    },
  };
}

function operation(topic: Topic<unknown>): object {
  const { name, delivery } = topic;
  return {
    action: 'receive',
    summary: delivery === 'group' ? 'Once per consumer group' : 'By every process',
    channel: { $ref: `#/channels/${idOf(topic)}` },
    title: name,
  };
}

/** A dot has a meaning in the ids of AsyncAPI's tools. */
function idOf({ name }: Topic<unknown>): string {
  return name.replaceAll('.', '-');
}
