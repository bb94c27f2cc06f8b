import {
  FailureStreak,
  Logger,
  deadLetterTopic,
  type Clock,
  type EventPublisher,
  type Metrics,
} from '@yipii/platform';
import { topics, type Warning } from '@yipii/protocol';
import { Allowance } from '../limits/allowance';
import type { Imposture } from '../registry/imposture';
import { RepeatedCauses } from '../limits/repeated-causes';
import { createDeviceMetrics } from './device-metrics';

/** Undecodable frames kept per connection; the rest is only counted. */
const MAX_DEAD_LETTERS = 16;
/** Of all devices that are not registered together; and of each frame only the beginning. */
const STRANGERS_DEAD_LETTERS = { burst: 60, perSecond: 1 };
const STRANGERS_FRAME_BYTES = 4 * 1024;

/** One connection of a device. */
export interface Source {
  readonly protocol: string;
  readonly address: string;
  /** Address and port. */
  readonly peer: string;
}

export interface UndecodableFrame {
  readonly frame: Buffer;
  readonly reason: string;
  readonly deviceId: string | undefined;
  readonly registered: boolean;
}

/** Why a connection is closed without an acknowledgement. */
export type NotStored = 'registry_unavailable' | 'log_unavailable' | 'quarantine_full' | 'ack_timeout';

/** Counts and logs what devices do, and keeps the frames that could not be decoded. */
export class DeviceMonitor {
  private readonly log = new Logger('devices');
  private readonly causes = new RepeatedCauses();
  private readonly streak = new FailureStreak(this.log, {});
  private readonly deadLetters = new WeakMap<Source, number>();
  private readonly strangers = new Allowance(STRANGERS_DEAD_LETTERS.burst, STRANGERS_DEAD_LETTERS.perSecond);
  private readonly metrics;

  constructor(
    private readonly publisher: EventPublisher,
    metrics: Metrics,
    private readonly clock: Clock,
  ) {
    this.metrics = createDeviceMetrics(metrics);
  }

  connected({ protocol }: Source): void {
    this.metrics.connections.inc({ protocol });
  }

  disconnected({ protocol }: Source): void {
    this.metrics.connections.dec({ protocol });
  }

  /** A connection or datagram that is not admitted, for a constant reason. */
  refused(protocol: string, reason: string): void {
    this.metrics.refused.inc({ protocol, reason });
  }

  /** Input that is not as it should be; counted each time. */
  warned(source: Source, { reason, detail }: Warning): void {
    const { protocol } = source;
    this.metrics.warnings.inc({ protocol, reason });
    const due = this.due(protocol, reason);
    if (due) this.log.warn({ msg: 'bad input of a device', ...where(source), reason, detail, ...due });
  }

  /** A connection that is closed because of one of its time limits. */
  timedOut(source: Source, reason: 'idle' | 'no_login'): void {
    const { protocol } = source;
    this.metrics.warnings.inc({ protocol, reason });
    const due = this.due(protocol, reason);
    if (due) this.log.log({ msg: 'connection of a device closed', ...where(source), reason, ...due });
  }

  /** Records that could not be stored: the device gets no acknowledgement and sends them again. */
  notStored(source: Source, reason: NotStored, error?: unknown): void {
    const { protocol } = source;
    this.metrics.warnings.inc({ protocol, reason });
    const due = this.due('', reason);
    if (due) {
      const msg = 'records of devices can not be stored, devices are not acknowledged';
      this.log.error({ msg, ...where(source), reason, err: error, ...due });
    }
  }

  /** Two open connections name the same device; one of them may be an impostor. */
  doubled(source: Source, uniqueId: string): void {
    const { protocol } = source;
    this.metrics.doubled.inc({ protocol });
    const due = this.due(protocol, 'doubled');
    if (due) {
      const msg = 'two open connections of one device';
      this.log.warn({ msg, security: true, uniqueId, ...where(source), ...due });
    }
  }

  /** Somebody names a registered device, but against the rules of its registration. */
  impostor(source: Source, uniqueId: string, reason: Imposture): void {
    const { protocol } = source;
    this.metrics.warnings.inc({ protocol, reason });
    const due = this.due(protocol, reason);
    if (due) {
      const msg = 'report of a registered device refused';
      this.log.warn({ msg, security: true, uniqueId, reason, ...where(source), ...due });
    }
  }

  /** A frame that could not be decoded goes to the dead letters of `position.received`. */
  undecodable(source: Source, { frame, reason, deviceId, registered }: UndecodableFrame): void {
    const kept = this.deadLetters.get(source) ?? 0;
    if (kept === MAX_DEAD_LETTERS) return;
    if (!registered && !this.strangers.take(this.clock.now())) return;
    this.deadLetters.set(source, kept + 1);
    const { peer, protocol } = source;
    const bytes = registered ? frame : frame.subarray(0, STRANGERS_FRAME_BYTES);
    const origin = { kind: 'device' as const, peer, protocol };
    const event = { origin, reason, payload: bytes.toString('base64') };
    const letter = { key: deviceId ?? protocol, event };
    this.publisher.publish(deadLetterTopic(topics.positionReceived), [letter]).then(
      () => this.streak.succeeded(),
      (error: unknown) => this.streak.failed('an undecodable frame could not be kept', error),
    );
  }

  acknowledged({ protocol }: Source, records: number, seconds: number): void {
    this.metrics.records.inc({ protocol }, records);
    this.metrics.acknowledged.observe({ protocol }, seconds);
  }

  private due(protocol: string, reason: string): { readonly leftOut?: number } | null {
    return this.causes.due(`${protocol} ${reason}`, this.clock.now());
  }
}

/** A log shows no address, only its network. */
function where({ protocol, peer }: Source): Pick<Source, 'protocol' | 'peer'> {
  const v4 = /(\d+\.\d+\.\d+)\.\d+(:\d+)?$/.exec(peer)?.[1];
  const network = v4 === undefined ? `${peer.split(':').slice(0, 3).join(':')}::/48` : `${v4}.0/24`;
  return { protocol, peer: network };
}
