import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { downloadKafka, jarsDirectory } from './kafka-jars';
import {
  LOG4J2,
  controllerListenerIn,
  kafkaProperties,
  planKafkaNodes,
  type KafkaNode,
} from './kafka-properties';
import type { ServerRecipe } from './server';

/** A second door to the broker, whose address clients see as another port: that of a proxy in a test. */
interface ProxiedListener {
  readonly port: number;
  readonly advertisedPort: number;
}

interface KafkaOptions {
  readonly proxied?: ProxiedListener;
  /** Without it the server is a cluster of its own. */
  readonly node?: KafkaNode;
}

export function kafkaServer({ proxied, node }: KafkaOptions = {}): ServerRecipe {
  return {
    name: 'kafka',
    stopSignal: 'SIGTERM',
    prepare: (directory) => prepare(directory, node),
    command: (directory, port) => [
      'java',
      ...['-Xmx512m', '-XX:+UseSerialGC', '-cp', `${jarsDirectory}/*`],
      `-Dlog4j2.configurationFile=${directory}/log4j2.xml`,
      ...['kafka.Kafka', propertiesOf(directory)],
      ...listeners(directory, port, proxied).flatMap((override) => ['--override', override]),
    ],
    url: (port) => `127.0.0.1:${port}`,
    check,
  };
}

async function prepare(directory: string, given?: KafkaNode): Promise<void> {
  await downloadKafka();
  if (existsSync(path.join(directory, 'data/meta.properties'))) return;
  const node = given ?? (await planKafkaNodes(1))[0];
  if (!node) return;
  writeFileSync(propertiesOf(directory), kafkaProperties(directory, node));
  writeFileSync(path.join(directory, 'log4j2.xml'), LOG4J2);
  // With the sign: an id may begin with a hyphen.
  const format = ['format', `--cluster-id=${node.clusterId}`, '-c', propertiesOf(directory)];
  await promisify(execFile)('java', ['-cp', `${jarsDirectory}/*`, 'kafka.tools.StorageTool', ...format]);
}

function listeners(directory: string, port: number, proxied?: ProxiedListener): string[] {
  const controller = controllerListenerIn(readFileSync(propertiesOf(directory), 'utf8'));
  const direct = `CLIENTS://127.0.0.1:${port}`;
  const behind = proxied ? `,PROXIED://127.0.0.1:${proxied.port}` : '';
  const advertised = proxied ? `,PROXIED://127.0.0.1:${proxied.advertisedPort}` : '';
  return [`listeners=${direct}${behind},${controller}`, `advertised.listeners=${direct}${advertised}`];
}

async function check(port: number): Promise<void> {
  const kafka = new Kafka({
    brokers: [`127.0.0.1:${port}`],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1000,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.describeCluster();
  } finally {
    await admin.disconnect();
  }
}

function propertiesOf(directory: string): string {
  return path.join(directory, 'server.properties');
}
