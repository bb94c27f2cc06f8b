import { randomUUID } from 'node:crypto';
import type { Envelope, Topic } from '@yipii/protocol';
import { Kafka, logLevel, type EachMessagePayload } from 'kafkajs';

/**
 * All events that a topic holds by now, those of a partition in their order.
 * @param note is told when each was sent, epoch ms
 */
export async function readTopic<Event>(
  broker: string,
  topic: Topic<Event>,
  note?: (envelope: Envelope<Event>, sentAt: number) => unknown,
): Promise<Envelope<Event>[]> {
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
  const groupId = `reader.${randomUUID()}`;
  const ends = await endsOf(kafka, topic.name);
  if (ends.size === 0) return [];
  const consumer = kafka.consumer({ groupId });
  const partitions = new Map<number, Envelope<Event>[]>();
  await consumer.connect();
  await consumer.subscribe({ topic: topic.name, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    const eachMessage = ({ partition, message }: Pick<EachMessagePayload, 'partition' | 'message'>) => {
      const events = partitions.get(partition) ?? [];
      partitions.set(partition, events);
      const envelope = JSON.parse(String(message.value)) as Envelope<Event>;
      events.push(envelope);
      note?.(envelope, Number(message.timestamp));
      if (Number(message.offset) + 1 >= (ends.get(partition) ?? 0)) ends.delete(partition);
      if (ends.size === 0) resolve();
      return Promise.resolve();
    };
    consumer.run({ eachMessage }).catch(reject);
  });
  await consumer.disconnect();
  const admin = kafka.admin();
  await admin.connect();
  await admin.deleteGroups([groupId]);
  await admin.disconnect();
  return [...partitions.keys()].sort((a, b) => a - b).flatMap((partition) => partitions.get(partition) ?? []);
}

/** Of the partitions that are not empty. */
async function endsOf(kafka: Kafka, topic: string): Promise<Map<number, number>> {
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const filled = offsets.filter(({ high, low }) => Number(high) > Number(low));
  return new Map(filled.map(({ partition, high }) => [partition, Number(high)]));
}
