import { Kafka, logLevel } from 'kafkajs';

/** Names of dead-letter topics that are not empty. */
export async function deadLetters(broker: string): Promise<string[]> {
  const admin = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const names = (await admin.listTopics()).filter((name) => name.endsWith('.dlq'));
    const filled = await Promise.all(
      names.map(async (name) => {
        const partitions = await admin.fetchTopicOffsets(name);
        return partitions.some(({ high }) => Number(high) > 0) ? [name] : [];
      }),
    );
    return filled.flat();
  } finally {
    await admin.disconnect();
  }
}
