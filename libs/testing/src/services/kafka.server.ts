import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { freePort } from './free-port';
import type { ServerRecipe } from './server';

const KAFKA_VERSION = '4.1.0';

/** A second door to the broker, whose address clients see as another port: that of a proxy in a test. */
interface ProxiedListener {
  readonly port: number;
  readonly advertisedPort: number;
}

/** One process, broker and controller in one (KRaft). Its programs come from Maven Central, once per machine. */
export function kafkaServer(proxied?: ProxiedListener): ServerRecipe {
  return {
    name: 'kafka',
    stopSignal: 'SIGTERM',
    prepare,
    command: (directory, port) => [
      'java',
      ...['-Xmx512m', '-XX:+UseSerialGC', '-cp', `${jarsDirectory()}/*`],
      `-Dlog4j2.configurationFile=${directory}/log4j2.xml`,
      ...['kafka.Kafka', propertiesOf(directory)],
      ...listeners(port, controllerPort(directory), proxied).flatMap((override) => ['--override', override]),
    ],
    url: (port) => `127.0.0.1:${port}`,
    check,
  };
}

async function prepare(directory: string): Promise<void> {
  const jars = await kafkaJars();
  if (existsSync(path.join(directory, 'data/meta.properties'))) return;
  // The controller's port is in nobody's address: it may be chosen here, once.
  writeFileSync(propertiesOf(directory), properties(directory, await freePort()));
  writeFileSync(path.join(directory, 'log4j2.xml'), LOG4J2);
  const format = ['kafka.tools.StorageTool', 'format', '-t', clusterId(), '-c', propertiesOf(directory)];
  await promisify(execFile)('java', ['-cp', `${jars}/*`, ...format]);
}

function listeners(port: number, controller: string, proxied?: ProxiedListener): string[] {
  const direct = `CLIENTS://127.0.0.1:${port}`;
  const behind = proxied ? `,PROXIED://127.0.0.1:${proxied.port}` : '';
  const advertised = proxied ? `,PROXIED://127.0.0.1:${proxied.advertisedPort}` : '';
  return [
    `listeners=${direct}${behind},CONTROLLER://127.0.0.1:${controller}`,
    `advertised.listeners=${direct}${advertised}`,
  ];
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

/** Downloads Kafka where it is not in the cache. */
async function kafkaJars(): Promise<string> {
  const jars = jarsDirectory();
  if (existsSync(jars)) return jars;
  mkdirSync(path.dirname(jars), { recursive: true });
  const work = mkdtempSync(path.join(path.dirname(jars), 'download-'));
  try {
    writeFileSync(path.join(work, 'pom.xml'), POM);
    const copy = ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${work}/lib`];
    await promisify(execFile)('mvn', copy, { cwd: work });
    if (!existsSync(jars)) renameSync(path.join(work, 'lib'), jars);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return jars;
}

function jarsDirectory(): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache');
  return path.join(cache, 'yipii-live', `kafka-${KAFKA_VERSION}`);
}

function propertiesOf(directory: string): string {
  return path.join(directory, 'server.properties');
}

function controllerPort(directory: string): string {
  return (
    /^controller\.quorum\.voters=1@127\.0\.0\.1:(\d+)$/m.exec(
      readFileSync(propertiesOf(directory), 'utf8'),
    )?.[1] ?? ''
  );
}

function clusterId(): string {
  return Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url');
}

const properties = (directory: string, controller: number): string => `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
controller.listener.names=CONTROLLER
listeners=CLIENTS://127.0.0.1:0,CONTROLLER://127.0.0.1:${controller}
inter.broker.listener.name=CLIENTS
listener.security.protocol.map=CLIENTS:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${directory}/data
auto.create.topics.enable=false
num.partitions=6
default.replication.factor=1
min.insync.replicas=1
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=2
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=16777216
`;

const LOG4J2 = `<Configuration status="WARN">
  <Appenders><Console name="log"><PatternLayout pattern="%d %p %m (%c)%n"/></Console></Appenders>
  <Loggers><Root level="WARN"><AppenderRef ref="log"/></Root></Loggers>
</Configuration>
`;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>live.yipii</groupId>
  <artifactId>kafka</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>${KAFKA_VERSION}</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>2.24.3</version></dependency>
  </dependencies>
</project>
`;
