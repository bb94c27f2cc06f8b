// Reads alerts from Kafka in a consumer group of its own, and handles each once.
//
//   KAFKA_BROKERS=localhost:9092 ALERTS_DIR=./alerts node consumer.mjs
//
// Kafka delivers at least once: after a crash or a rebalance messages come again. So what is done for an alert must be
// idempotent by its eventId. Here handling is a file named by the eventId, which only one process can create; use a
// table with a unique key for the same.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Kafka, logLevel } from 'kafkajs';

const { KAFKA_BROKERS = 'localhost:9092', KAFKA_TOPIC_PREFIX = '' } = process.env;
const { CONSUMER_GROUP = 'alert-consumer', ALERTS_DIR = 'alerts' } = process.env;

mkdirSync(ALERTS_DIR, { recursive: true });
const kafka = new Kafka({
  brokers: KAFKA_BROKERS.split(','),
  clientId: 'alert-consumer',
  logLevel: logLevel.NOTHING,
});
const consumer = kafka.consumer({
  groupId: CONSUMER_GROUP,
  sessionTimeout: 10_000,
  heartbeatInterval: 2_000,
});

for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => void consumer.disconnect().then(() => process.exit(0)));
// A consumer that can't go on by itself ends the process: whatever runs it starts it again.
consumer.on(consumer.events.CRASH, ({ payload }) => {
  tell('crashed', { error: payload.error.message });
  if (!payload.restart) process.exit(1);
});
consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
  tell('joined', { partitions: payload.memberAssignment }),
);

await consumer.connect();
// What is in the topic already (14 days) is read the first time.
await consumer.subscribe({ topics: [`${KAFKA_TOPIC_PREFIX}alert.triggered.v1`], fromBeginning: true });
await consumer.run({
  // Committed after each alert has been handled, never before.
  autoCommitThreshold: 1,
  eachMessage: async ({ message }) => handle(read(message)),
});

/** The event is in an envelope, as docs/schemas/alert.triggered.v1.json has it. Null: not for this version. */
function read({ value }) {
  try {
    const { event } = JSON.parse(value.toString());
    return typeof event?.eventId === 'string' ? event : null;
  } catch {
    return null;
  }
}

function handle(event) {
  if (!event) return;
  const { eventId, type, data } = event;
  try {
    writeFileSync(path.join(ALERTS_DIR, `${eventId}.json`), JSON.stringify(event), { flag: 'wx' });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error; // kafkajs tries again
    tell('repeated', { eventId });
    return;
  }
  // Ignore types that you do not know: newer versions may add some.
  tell(type, { eventId, alert: data.id, asset: data.assetName, what: data.type, severity: data.severity });
}

function tell(msg, fields) {
  console.log(JSON.stringify({ msg, ...fields }));
}
