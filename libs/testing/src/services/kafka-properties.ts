import { randomUUID } from 'node:crypto';
import { freePort } from './free-port';

/** One of the processes of a cluster, each broker and controller in one (KRaft). */
export interface KafkaNode {
  /** From 1 on. */
  readonly id: number;
  readonly clusterId: string;
  /** Of all nodes, in the order of their ids. They are in nobody's address but their own. */
  readonly controllerPorts: readonly number[];
}

export async function planKafkaNodes(count: number): Promise<KafkaNode[]> {
  const clusterId = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url');
  const controllerPorts = await Promise.all(Array.from({ length: count }, freePort));
  return controllerPorts.map((_, i) => ({ id: i + 1, clusterId, controllerPorts }));
}

/** `server.properties`; the clients' port comes on the command line. */
export function kafkaProperties(directory: string, { id, controllerPorts }: KafkaNode): string {
  const voters = controllerPorts.map((port, i) => `${i + 1}@127.0.0.1:${port}`);
  const replicas = Math.min(3, controllerPorts.length);
  const inSync = Math.min(2, replicas);
  return `process.roles=broker,controller
node.id=${id}
controller.quorum.voters=${voters.join()}
controller.listener.names=CONTROLLER
listeners=CLIENTS://127.0.0.1:0,CONTROLLER://127.0.0.1:${controllerPorts[id - 1]}
inter.broker.listener.name=CLIENTS
listener.security.protocol.map=CLIENTS:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${directory}/data
auto.create.topics.enable=false
num.partitions=6
default.replication.factor=${replicas}
min.insync.replicas=${inSync}
offsets.topic.num.partitions=4
offsets.topic.replication.factor=${replicas}
transaction.state.log.num.partitions=2
transaction.state.log.replication.factor=${replicas}
transaction.state.log.min.isr=${inSync}
share.coordinator.state.topic.replication.factor=${replicas}
share.coordinator.state.topic.min.isr=${inSync}
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=16777216
`;
}

/** The controller's listener in `server.properties`. */
export function controllerListenerIn(properties: string): string {
  return /CONTROLLER:\/\/[^,\s]+/.exec(properties)?.[0] ?? '';
}

/** Warnings only, to the process's output. */
export const LOG4J2 = `<Configuration status="WARN">
  <Appenders><Console name="log"><PatternLayout pattern="%d %p %m (%c)%n"/></Console></Appenders>
  <Loggers><Root level="WARN"><AppenderRef ref="log"/></Root></Loggers>
</Configuration>
`;
