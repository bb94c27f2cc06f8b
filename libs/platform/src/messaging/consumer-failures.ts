import { Logger } from '@nestjs/common';
import type { Clock } from '../clock/clock';
import type { Health } from '../health/health';
import { FailureStreak, STUCK_AFTER_MS } from './failure-streak';
import type { MessagingMetrics } from './messaging-metrics';
import type { Consumer } from './messaging.ports';

/** The failures of one partition. It counts until it is ended. */
export interface PartitionFailures {
  readonly streak: FailureStreak;
  /** The partition is no longer read by this process. */
  end(): void;
}

/**
 * Reports consumers that make no progress: a partition whose handler or takeover has been failing for a minute
 * turns `/ready` red and counts in a metric, until it succeeds or moves to another process.
 */
export class ConsumerFailures {
  private readonly log = new Logger('consumer');
  private readonly consumers = new Map<string, Set<FailureStreak>>();

  constructor(
    private readonly metrics: MessagingMetrics,
    private readonly health: Health,
    private readonly clock: Clock,
  ) {}

  track(
    { topic, group }: Pick<Consumer<unknown>, 'group'> & { topic: { name: string } },
    partition: number,
  ): PartitionFailures {
    const fields = { topic: topic.name, group, partition };
    const streak = new FailureStreak(this.log, fields, {}, this.clock);
    const streaks = this.streaksOf(topic.name, group);
    streaks.add(streak);
    return { streak, end: () => void streaks.delete(streak) };
  }

  private streaksOf(topic: string, group: string): Set<FailureStreak> {
    const name = `progress of ${group} on ${topic}`;
    const known = this.consumers.get(name);
    if (known) return known;
    const streaks = new Set<FailureStreak>();
    this.consumers.set(name, streaks);
    this.health.register(name, () => problemOf(streaks));
    this.metrics.measureStuck({ topic, group }, () => stuckIn(streaks).length);
    return streaks;
  }
}

function stuckIn(streaks: ReadonlySet<FailureStreak>): FailureStreak[] {
  return [...streaks].filter(({ lastsMs }) => lastsMs >= STUCK_AFTER_MS);
}

function problemOf(streaks: ReadonlySet<FailureStreak>): string | null {
  const stuck = stuckIn(streaks);
  if (stuck.length === 0) return null;
  const longestMs = Math.max(...stuck.map(({ lastsMs }) => lastsMs));
  return `failing on ${stuck.length} of ${streaks.size} partitions for ${Math.round(longestMs / 1000)} s`;
}
