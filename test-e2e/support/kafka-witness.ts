import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { eventually } from '@yipii/testing';

/**
 * Resolves when a stock consumer, which joins a group of its own now, has got a message: the broker serves consumers
 * again. Returns that time, epoch ms.
 */
export async function servedAgain(broker: string): Promise<number> {
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING, retry: { initialRetryTime: 50 } });
  const topic = `witness-${randomUUID()}`;
  const [admin, producer] = [kafka.admin(), kafka.producer()];
  const consumer = kafka.consumer({ groupId: topic });
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
      consumer.run({ eachMessage }).catch(reject);
    });
  } finally {
    await Promise.all([admin.disconnect(), producer.disconnect(), consumer.disconnect()]);
  }
}
