import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { eventually } from '@yipii/testing';

/** What a broker that has just started leaves unanswered is soon asked again; by default that takes more than a minute. */
const REQUEST_TIMEOUT_MS = 5_000;
const PATIENCE = { sessionTimeout: 6_000, rebalanceTimeout: 5_000, maxWaitTimeInMs: 500 };

/**
 * Resolves when a stock consumer, which joins a group of its own now, has got a message: the broker serves consumers
 * again. Returns that time, epoch ms.
 */
export async function servedAgain(broker: string): Promise<number> {
  const kafka = new Kafka({
    ...{ brokers: [broker], logLevel: logLevel.NOTHING, requestTimeout: REQUEST_TIMEOUT_MS },
    retry: { initialRetryTime: 50 },
  });
  const topic = `witness-${randomUUID()}`;
  const [admin, producer] = [kafka.admin(), kafka.producer()];
  const consumer = kafka.consumer({ groupId: topic, ...PATIENCE });
  try {
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: false });
    // A broker that has just started may not know a topic that its controller has made.
    await eventually(() => admin.fetchTopicMetadata({ topics: [topic] }));
    await producer.connect();
    await producer.send({ topic, messages: [{ value: '' }] });
    await consumer.subscribe({ topic, fromBeginning: true });
    return await new Promise((resolve, reject) => {
      const eachMessage = () => {
        resolve(Date.now());
        return Promise.resolve();
      };
      // It starts again by itself after most crashes, and says nothing more after the others.
      consumer.on('consumer.crash', ({ payload }) => !payload.restart && reject(payload.error));
      consumer.run({ eachMessage }).catch(reject);
    });
  } finally {
    await Promise.all([admin.disconnect(), producer.disconnect(), consumer.disconnect()]);
  }
}
