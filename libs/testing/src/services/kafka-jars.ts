import { cachePath, fillCache } from './cached-folder';
import { downloadJars } from './maven-jars';

const KAFKA_VERSION = '4.1.0';
const NAME = `kafka-${KAFKA_VERSION}`;
const ARTIFACTS = [
  `org.apache.kafka:kafka_2.13:${KAFKA_VERSION}`,
  `org.apache.kafka:kafka-tools:${KAFKA_VERSION}`,
  'org.apache.logging.log4j:log4j-slf4j-impl:2.24.3',
];

/** Kafka's programs, once per machine. */
export const jarsDirectory = cachePath(NAME);

let download: Promise<string> | undefined;

/** Brings them from Maven Central where they are missing. */
export async function downloadKafka(): Promise<void> {
  download ??= fillCache(NAME, (folder) => downloadJars(folder, ARTIFACTS));
  await download.finally(() => (download = undefined));
}
