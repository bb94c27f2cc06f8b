import { KafkaFixture, messagingContract } from '@yipii/testing';

messagingContract('Kafka', () => KafkaFixture.start());
