import {
  TrackerStream,
  type DecodeResult,
  type Reply,
  type TrackerProtocol,
  type TrackerTransport,
  type Warning,
} from '@yipii/protocol';
import type { Allowance } from '../limits/allowance';
import { frameCost, type StrangerAllowances } from '../limits/stranger-allowances';
import type { DeviceServices } from './device-services';
import type { NotStored, Source } from './device-monitor';
import { DeliverFrame, causeOf, type Delivery } from './deliver-frame';

/** Maximum number of frames of a connection in flight to the log; no further frame is decoded meanwhile. */
const MAX_IN_FLIGHT = 16;

/** Pings, heartbeats and bad frames that a connection may send before it names a device. */
const MAX_ANONYMOUS_FRAMES = 8;

/** The other end, whatever the transport. */
export interface DeviceLink {
  readonly address: string;
  readonly port: number;
  send(bytes: Buffer): void;
  /** Pauses or resumes reading. */
  setReading(reading: boolean): void;
  /** A registered device has identified itself. */
  registered(): void;
  /** Closes after everything written has been sent. */
  close(): void;
}

export interface ConnectionOptions {
  readonly protocol: TrackerProtocol;
  readonly transport: TrackerTransport;
  /** Whether devices that are not registered may stay, with their records in quarantine. */
  readonly quarantine: boolean;
  readonly strangers: StrangerAllowances;
}

export interface ConnectionTimes {
  readonly loginTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly ackTimeoutMs: number;
}

interface Work {
  readonly frame: Buffer;
  readonly result: DecodeResult;
  readonly receivedAt: number;
}

const DONE = Promise.resolve();

/**
 * One connection of a device: bytes in, replies out. Frames enter the log in their order, several at a time,
 * and are answered in their order, each when its records are durable. While too many are on their way, or
 * the allowance of strangers is spent, frames stay undecoded and the link unread.
 *
 * If records can't be stored (log or registry unavailable, or too slow) nothing more is acknowledged and the
 * connection closes: the device keeps its records, comes back and sends them again. If the connection were
 * kept, the device could take a late acknowledgement for that of the packet that it has meanwhile repeated or
 * sent next.
 */
export class TrackerConnection {
  private readonly source: Source;
  private readonly stream: TrackerStream;
  private readonly delivery: DeliverFrame;
  private anonymousFrames = 0;
  private isNew = true;
  private entering: Promise<unknown> = DONE;
  private replying: Promise<void> = DONE;
  private readonly inFlight: Work[] = [];
  private state: 'open' | 'ending' | 'failed' | 'closed' = 'open';
  private readonly openedAt: number;
  private heardAt: number;
  private progressAt: number;

  constructor(
    private readonly options: ConnectionOptions,
    private readonly link: DeviceLink,
    private readonly services: DeviceServices,
  ) {
    const { protocol, transport, quarantine } = options;
    const { address, port } = link;
    this.source = { protocol: protocol.name, address, peer: `${address}:${port}` };
    this.stream = new TrackerStream(protocol, transport);
    this.delivery = new DeliverFrame(this.source, services, quarantine);
    this.openedAt = this.heardAt = this.progressAt = services.clock.now();
    services.monitor.connected(this.source);
  }

  receive(bytes: Buffer): void {
    if (this.state !== 'open') return;
    this.heardAt = this.services.clock.now();
    this.stream.push(bytes);
    this.decode(this.heardAt);
  }

  /** Sends the outstanding replies, then closes. */
  async end(): Promise<void> {
    if (this.state === 'open') this.state = 'ending';
    this.link.setReading(false);
    await this.replying;
    this.link.close();
  }

  /** Called when the link is closed. */
  closed(): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.delivery.closed();
    this.services.monitor.disconnected(this.source);
  }

  /** Closes the connection on a timeout, otherwise decodes waiting frames. To be called about every second. */
  tick({ loginTimeoutMs, idleTimeoutMs, ackTimeoutMs }: ConnectionTimes): void {
    const now = this.services.clock.now();
    if (this.state === 'failed') this.link.close();
    else if (this.inFlight.length > 0 && now - this.progressAt >= ackTimeoutMs) this.fail('ack_timeout');
    else if (this.delivery.standing === 'nobody' && now - this.openedAt >= loginTimeoutMs)
      this.timeOut('no_login');
    else if (now - this.heardAt >= idleTimeoutMs) this.timeOut('idle');
    else this.decode(now);
  }

  private timeOut(reason: 'idle' | 'no_login'): void {
    this.state = 'failed';
    this.services.monitor.timedOut(this.source, reason);
    this.link.close();
  }

  /** Decodes while there is room for another frame. */
  private decode(now: number): void {
    while (this.state === 'open') {
      const hasRoom = this.hasRoom(now);
      const step = hasRoom ? this.stream.next(now) : undefined;
      if (!step) {
        this.link.setReading(hasRoom);
        return;
      }
      if ('result' in step) this.take({ frame: step.frame, result: step.result, receivedAt: now });
      else if ('warning' in step) this.services.monitor.warned(this.source, step.warning);
      else this.endStream(step.end, step.reply);
    }
  }

  /** Until the device is known, allows one frame at a time; the first is always read. */
  private hasRoom(now: number): boolean {
    const { standing } = this.delivery;
    if (standing === 'registered') return this.inFlight.length < MAX_IN_FLIGHT;
    const max = standing === 'nobody' ? 1 : MAX_IN_FLIGHT;
    return this.inFlight.length < max && (this.isNew || this.strangers(now).has(now));
  }

  private endStream(warning: Warning, reply?: Buffer): void {
    this.services.monitor.warned(this.source, warning);
    if (reply) this.replying = this.replying.then(() => this.send([{ bytes: reply, when: 'now' }], 'now'));
    void this.end();
  }

  private take(work: Work): void {
    const { reports, replies, warnings, end } = work.result;
    this.isNew = false;
    for (const warning of warnings) this.services.monitor.warned(this.source, warning);
    if (reports.length === 0 && !this.mayBeAnonymous(work)) {
      this.endStream({ reason: 'no_login', detail: 'too many frames that name no device' });
      return;
    }
    if (reports.length + replies.length + warnings.length === 0) return;
    if (this.inFlight.length === 0) this.progressAt = work.receivedAt;
    this.inFlight.push(work);
    // Keeps the order of frames: the next one waits until this one is queued.
    const entered = this.entering.then(() => this.enter(work));
    this.entering = entered.catch(() => undefined);
    this.replying = this.replying.then(() => this.answer(work, entered));
    if (end) void this.end();
  }

  private strangers(now: number): Allowance {
    return this.options.strangers.of(this.link.address, now);
  }

  private mayBeAnonymous({ frame, receivedAt }: Work): boolean {
    const { standing } = this.delivery;
    if (standing !== 'registered') this.strangers(receivedAt).spend(frameCost(frame));
    if (standing === 'nobody') this.anonymousFrames += 1;
    return this.anonymousFrames <= MAX_ANONYMOUS_FRAMES;
  }

  private async enter({ frame, result, receivedAt }: Work): Promise<Delivery> {
    if (this.state === 'failed' || this.state === 'closed') throw new Error('the connection has failed');
    const delivery = await this.delivery.run(frame, result, receivedAt);
    if (!delivery.registered) this.strangers(receivedAt).spend(frameCost(frame));
    return delivery;
  }

  /** Replies in the order of the frames; never rejects. */
  private async answer(work: Work, entered: Promise<Delivery>): Promise<void> {
    const { replies } = work.result;
    this.send(replies, 'now');
    try {
      const delivery = await entered;
      const { verdict, durable } = delivery;
      if (this.delivery.standing === 'registered') this.link.registered();
      this.send(replies, verdict);
      await durable;
      if (verdict === 'accepted') this.send(replies, 'after-durable');
      this.answered(work, delivery);
    } catch (error) {
      this.fail(causeOf(error), error);
    }
  }

  private answered({ result, receivedAt }: Work, { verdict, reason }: Delivery): void {
    const now = (this.progressAt = this.services.clock.now());
    this.inFlight.shift();
    if (this.state === 'failed' || this.state === 'closed') return;
    if (verdict === 'refused') this.refused(reason);
    else this.accepted(result, (now - receivedAt) / 1000);
    this.decode(now);
  }

  private accepted({ reports }: DecodeResult, seconds: number): void {
    const records = reports.reduce((sum, report) => sum + report.records.length, 0);
    if (records > 0) this.services.monitor.acknowledged(this.source, records, seconds);
  }

  /** The device has been refused. If the connection is its own, nothing more is read from it. */
  private refused(reason: Delivery['reason']): void {
    if (reason === 'not_registered') this.services.monitor.warned(this.source, { reason });
    if (this.stream.severalDevices) return;
    this.state = 'failed';
    this.link.close();
  }

  private send(replies: readonly Reply[], when: Reply['when']): void {
    if (this.state === 'failed' || this.state === 'closed') return;
    for (const reply of replies) if (reply.when === when) this.link.send(reply.bytes);
  }

  /**
   * Acknowledges nothing from here on. Unless the device is told so, its link is closed after a second, as a pause
   * for devices that reconnect at once.
   */
  private fail(reason: NotStored, error?: unknown): void {
    if (this.state === 'failed' || this.state === 'closed') return;
    const farewell = this.inFlight[0]?.result.replies.filter(({ when }) => when === 'not-durable') ?? [];
    this.send(farewell, 'not-durable');
    this.state = 'failed';
    this.services.monitor.notStored(this.source, reason, error);
    this.link.setReading(false);
    if (farewell.length > 0 || reason === 'ack_timeout') this.link.close();
  }
}
