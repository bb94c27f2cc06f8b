import {
  FailureStreak,
  Logger,
  deadLetterTopic,
  type Clock,
  type EventPublisher,
  type Metrics,
  type SecurityEvents,
} from '@yipii/platform';
import { topics, type Warning } from '@yipii/protocol';
import { Allowance } from '../limits/allowance';
import type { Imposture } from '../registry/imposture';
import { RepeatedCauses } from '../limits/repeated-causes';
import { createDeviceMetrics } from './device-metrics';

/** Maximum number of undecodable frames kept per connection; the rest are only counted. */
const MAX_DEAD_LETTERS = 16;
/** Allowance shared by all unregistered devices, and the bytes kept of each of their frames. */
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

/** Counts and logs the activity of devices, and dead-letters undecodable frames. */
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
    private readonly security: Pick<SecurityEvents, 'tell'>,
  ) {
    this.metrics = createDeviceMetrics(metrics);
  }

  connected({ protocol }: Source): void {
    this.metrics.connections.inc({ protocol });
  }

  disconnected({ protocol }: Source): void {
    this.metrics.connections.dec({ protocol });
  }

  /** Reports a connection or datagram that is not admitted, for a constant reason. */
  refused(protocol: string, reason: string): void {
    this.metrics.refused.inc({ protocol, reason });
  }

  /** Reports malformed input; counted every time. */
  warned(source: Source, { reason, detail }: Warning): void {
    const { protocol } = source;
    this.metrics.warnings.inc({ protocol, reason });
    if (reason === 'browser') this.suspected('device_refused', reason, { source });
    const due = this.due(protocol, reason);
    if (due)
      this.log.warn({ msg: 'malformed input from a device', ...where(source), reason, detail, ...due });
  }

  /** Reports a connection that is closed by a timeout. */
  timedOut(source: Source, reason: 'idle' | 'no_login'): void {
    const { protocol } = source;
    this.metrics.warnings.inc({ protocol, reason });
    const due = this.due(protocol, reason);
    if (due) this.log.log({ msg: 'device connection closed', ...where(source), reason, ...due });
  }

  /** Reports records that could not be stored: the device gets no acknowledgement and sends them again. */
  notStored(source: Source, reason: NotStored, error?: unknown): void {
    const { protocol } = source;
    this.metrics.warnings.inc({ protocol, reason });
    const due = this.due('', reason);
    if (due) {
      const msg = 'records of devices can not be stored, devices are not acknowledged';
      this.log.error({ msg, ...where(source), reason, err: error, ...due });
    }
  }

  /** Reports two open connections that name the same device; one may be an impostor. */
  doubled(source: Source, uniqueId: string): void {
    this.metrics.doubled.inc({ protocol: source.protocol });
    this.suspected('device_doubled', 'second_connection', { source, uniqueId });
  }

  /** Reports a sender that names a registered device but breaks the rules of its registration. */
  impostor(source: Source, uniqueId: string, reason: Imposture): void {
    this.metrics.warnings.inc({ protocol: source.protocol, reason });
    this.suspected('device_refused', reason, { source, uniqueId });
  }

  /** Sends a frame that could not be decoded to the dead letters of `position.received`. */
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

  private suspected(
    event: 'device_refused' | 'device_doubled',
    reason: string,
    { source, uniqueId }: { readonly source: Source; readonly uniqueId?: string },
  ): void {
    const hashed = { client: source.address };
    this.security.tell({
      event,
      reason,
      hashed,
      details: { ...(uniqueId !== undefined && { uniqueId }), ...where(source) },
    });
  }

  private due(protocol: string, reason: string): { readonly leftOut?: number } | null {
    return this.causes.due(`${protocol} ${reason}`, this.clock.now());
  }
}

/** Logs show only the network of an address. */
function where({ protocol, peer }: Source): Pick<Source, 'protocol' | 'peer'> {
  const v4 = /(\d+\.\d+\.\d+)\.\d+(:\d+)?$/.exec(peer)?.[1];
  const network = v4 === undefined ? `${peer.split(':').slice(0, 3).join(':')}::/48` : `${v4}.0/24`;
  return { protocol, peer: network };
}
