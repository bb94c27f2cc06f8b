import { FEED_EVENT_TYPES } from '@yipii/domain';

const HEADERS = {
  type: 'object',
  properties: {
    'webhook-id': { type: 'string', description: 'eventId of the body.' },
    'webhook-timestamp': { type: 'string', description: 'Of the attempt, in seconds since 1970.' },
    'webhook-signature': {
      type: 'string',
      description: 'One or, during a rotation of the secret, two signatures, separated by a blank.',
    },
  },
  required: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
};

/** Webhooks in the AsyncAPI document: what endpoints of accounts are told. */
export const WEBHOOK_CHANNEL = {
  address: null,
  title: 'Webhooks',
  description:
    'POST to the URLs of webhooks (docs/webhooks.md), by Standard Webhooks. The same events are in GET event of the REST API.',
  messages: { alert: alertMessage(), other: otherMessage() },
};

export const WEBHOOK_OPERATION = {
  action: 'send',
  summary: 'Retried for 72 hours; the header webhook-id makes repeats visible',
  channel: { $ref: '#/channels/webhook' },
  title: 'webhook',
};

function alertMessage(): object {
  return {
    name: 'alert',
    title: 'alert.raised, alert.cleared, alert.acknowledged',
    headers: HEADERS,
    payload: {
      schemaFormat: 'application/schema+json;version=draft-07',
      schema: { $ref: 'schemas/alert.triggered.v1.json#/definitions/AlertTriggered' },
    },
  };
}

function otherMessage(): object {
  const id = { type: ['integer', 'null'] };
  const time = { type: 'string', format: 'date-time' };
  const types = FEED_EVENT_TYPES.filter((type) => !/^(alert|webhook)\./.test(type));
  const properties = {
    eventId: { type: 'string', format: 'uuid' },
    type: { type: 'string', description: `${[...types, 'webhook.test'].join(', ')}; ignore others.` },
    ...{ occurredAt: time, emittedAt: time, accountKey: { type: 'string' }, assetId: id, deviceId: id },
    data: { type: 'object', description: 'By its type, as docs/api.md has it.' },
  };
  return {
    name: 'event',
    title: [...types, 'webhook.test'].join(', '),
    headers: HEADERS,
    payload: { type: 'object', properties, required: Object.keys(properties) },
  };
}
