import type { DecodeResult, Framer, Reply, SessionState, TrackerProtocol } from '@yipii/protocol';
import type { DeviceDesk } from './device-desk';
import type { Source } from './journal';

/** Frames that may be on their way into the log at a time; further bytes are not read until one of them is there. */
const MAX_IN_FLIGHT = 16;

/** The other end, whatever the transport. */
export interface DeviceLink {
  readonly peer: string;
  send(bytes: Buffer): void;
  /** Whether to read on. */
  setReading(reading: boolean): void;
  /** After what was sent. */
  close(): void;
}

interface Frame {
  readonly result: DecodeResult;
  readonly receivedAt: number;
}

type Verdict = 'accepted' | 'refused';

/** A frame on its way: who the device is taken for, and when its records are durable. */
interface Entered {
  readonly verdict: Verdict;
  readonly durable: Promise<unknown>;
}

const DURABLE = Promise.resolve();

/**
 * One connection of a device: bytes in, replies out. Frames enter the log in their order, several at a time,
 * and are answered in their order, each when its records are durable.
 *
 * When that fails (log or registry away, or too slow) nothing more is answered and the connection closes:
 * the device keeps its records, comes back and sends them again. Holding the connection open instead would
 * let a late acknowledgement pass for that of the packet that the device has meanwhile repeated or sent next.
 */
export class TrackerConnection {
  private readonly source: Source;
  private readonly framer: Framer;
  private session: SessionState = { deviceIds: [] };
  private entering: Promise<unknown> = DURABLE;
  private replying: Promise<void> = DURABLE;
  private inFlight = 0;
  private refused = false;
  private live: readonly string[] = [];
  private state: 'open' | 'ending' | 'failed' | 'closed' = 'open';
  private readonly openedAt: number;
  private heardAt: number;
  private progressAt: number;

  constructor(
    private readonly protocol: TrackerProtocol,
    private readonly link: DeviceLink,
    private readonly desk: DeviceDesk,
  ) {
    this.source = { protocol: protocol.name, peer: link.peer };
    this.framer = protocol.framer();
    this.openedAt = this.heardAt = this.progressAt = desk.clock.now();
    desk.journal.connected(this.source);
  }

  receive(bytes: Buffer): void {
    if (this.state !== 'open') return;
    const now = (this.heardAt = this.desk.clock.now());
    const { frames, warnings, fatal } = this.framer.push(bytes);
    for (const warning of warnings) this.desk.journal.warned(this.source, warning);
    for (const frame of frames) this.take(frame, now);
    if (!fatal) return;
    this.desk.journal.warned(this.source, fatal);
    void this.end();
  }

  /** Answers what is on its way, then closes. */
  async end(): Promise<void> {
    if (this.state === 'open') this.state = 'ending';
    this.link.setReading(false);
    await this.replying;
    this.link.close();
  }

  /** The link is gone. */
  closed(): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    for (const uniqueId of this.live) this.desk.liveDevices.leave(uniqueId);
    this.desk.journal.disconnected(this.source);
  }

  /** Closes the connection if one of its times is up; to be called every second or so. */
  checkTimes(limits: { loginTimeoutMs: number; idleTimeoutMs: number; ackTimeoutMs: number }): void {
    const now = this.desk.clock.now();
    if (this.state === 'failed') this.link.close();
    else if (this.inFlight > 0 && now - this.progressAt >= limits.ackTimeoutMs) this.giveUp('not_durable');
    else if (this.live.length === 0 && now - this.openedAt >= limits.loginTimeoutMs) this.giveUp('no_login');
    else if (now - this.heardAt >= limits.idleTimeoutMs) this.giveUp('idle');
  }

  private giveUp(reason: string): void {
    this.fail(reason);
    this.link.close();
  }

  private take(frame: Buffer, receivedAt: number): void {
    const result = this.protocol.decode(frame, this.session, { now: receivedAt });
    this.session = { ...this.session, ...result.session };
    this.note(frame, result);
    if (this.inFlight === 0) this.progressAt = receivedAt;
    this.inFlight += 1;
    if (this.inFlight === MAX_IN_FLIGHT) this.link.setReading(false);
    const entered = this.entering.then(() => this.enter({ result, receivedAt }));
    this.entering = entered.catch(() => undefined);
    this.replying = this.replying.then(() => this.answer({ result, receivedAt }, entered));
  }

  private note(frame: Buffer, { warnings, records, deviceIds }: DecodeResult): void {
    for (const warning of warnings) this.desk.journal.warned(this.source, warning);
    const [first] = warnings;
    if (!first || records.length > 0 || deviceIds) return;
    const key = this.session.deviceIds[0] ?? this.protocol.name;
    this.desk.journal.undecodable(this.source, key, frame, first.reason);
  }

  /** In the order of the frames: the next one waits until this one is on its way. */
  private async enter({ result: { deviceIds, records }, receivedAt }: Frame): Promise<Entered> {
    if (this.state === 'failed' || this.refused) throw new Error('an earlier frame has failed');
    const verdict = deviceIds ? await this.login(deviceIds) : 'accepted';
    this.refused = verdict === 'refused';
    if (this.refused || records.length === 0) return { verdict, durable: DURABLE };
    const uniqueIds = this.session.deviceIds;
    const { durable } = await this.desk.acceptPositions.run({
      uniqueIds,
      protocol: this.protocol.name,
      receivedAt,
      records,
    });
    // Looked at only when the frames before are answered.
    durable.catch(() => undefined);
    return { verdict, durable };
  }

  private async login(deviceIds: readonly string[]): Promise<Verdict> {
    const verdict = await this.desk.admitDevice.run(deviceIds, this.protocol.name);
    if (this.state === 'closed' || verdict === 'refused') return verdict;
    for (const uniqueId of deviceIds) {
      if (this.live.includes(uniqueId)) continue;
      if (this.desk.liveDevices.enter(uniqueId)) this.desk.journal.doubled(this.source, uniqueId);
      this.live = [...this.live, uniqueId];
    }
    return verdict;
  }

  /** In the order of the frames; never rejects. */
  private async answer({ result, receivedAt }: Frame, entered: Promise<Entered>): Promise<void> {
    try {
      this.send(result.replies, 'now');
      const { verdict, durable } = await entered;
      this.send(result.replies, verdict);
      await durable;
      this.send(result.replies, 'after-durable');
      this.answered(result, receivedAt);
      if (verdict === 'refused') this.leaveOut();
    } catch (error) {
      this.fail('not_durable', error instanceof Error ? error.message : undefined);
    }
  }

  private answered({ records }: DecodeResult, receivedAt: number): void {
    const now = (this.progressAt = this.desk.clock.now());
    this.inFlight -= 1;
    if (this.inFlight < MAX_IN_FLIGHT && this.state === 'open') this.link.setReading(true);
    if (records.length > 0 && this.state !== 'failed')
      this.desk.journal.acknowledged(this.source, records.length, (now - receivedAt) / 1000);
  }

  private send(replies: readonly Reply[], when: Reply['when']): void {
    if (this.state === 'failed' || this.state === 'closed') return;
    for (const reply of replies) if (reply.when === when) this.link.send(reply.bytes);
  }

  /** A device that may not stay is told so and heard no further. */
  private leaveOut(): void {
    this.state = 'failed';
    this.link.close();
  }

  /** Nothing is answered from here on. The link closes within a second: a pause, for devices that come back at once. */
  private fail(reason: string, detail?: string): void {
    if (this.state === 'failed' || this.state === 'closed') return;
    this.state = 'failed';
    this.link.setReading(false);
    this.desk.journal.givenUp(this.source, reason, detail);
  }
}
