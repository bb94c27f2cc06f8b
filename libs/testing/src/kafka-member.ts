import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Topic } from '@yipii/protocol';
import { openKafkaProcess } from './kafka-process';
import type { Numbered } from './messaging-scenario';

/** What a member is told by the test that starts it. */
export interface MemberOptions {
  readonly name: string;
  readonly broker: string;
  readonly group: string;
  readonly from: string;
  readonly to: string;
  /** How long the work on a batch takes before its outputs are published. */
  readonly workMs: number;
}

/** What a member writes for each event that it reads. */
export interface Handled extends Numbered {
  readonly by: string;
}

/** A topic by its name, for the process that only knows that. */
export function numbersTopic<Event>(name: string): Topic<Event> {
  return {
    name,
    from: ['test'],
    to: ['test'],
    key: 'a letter',
    delivery: 'group',
    retentionMs: 3_600_000,
    partitions: 'positions',
    accepts: (value): value is Event => typeof value === 'object',
  };
}

/** A process that reads a topic and writes what it has handled; stops as our apps do on SIGTERM. */
export function runMember({ name, broker, group, from, to, workMs }: MemberOptions): void {
  Logger.overrideLogger(false);
  const { consumers, close } = openKafkaProcess(broker);
  consumers.start<Numbered>({
    topic: numbersTopic(from),
    group,
    handle: async ({ events, publish }) => {
      say(`begins ${events.length}`);
      await sleep(workMs);
      const handled = events.map(({ subject, event }) => ({ key: subject, event: { n: event.n, by: name } }));
      await publish(numbersTopic<Handled>(to), handled);
    },
  });
  process.once('SIGTERM', () => void close().then(() => process.exit(0)));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
