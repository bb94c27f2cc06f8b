import {
  closeReasons,
  serverFrames,
  type ClientEventFrame,
  type CloseReason,
  type Grant,
  type SubscriptionRefusal,
} from '@yipii/protocol';
import type { GatewayMetrics } from '../gateway.metrics';
import { Subscriber, type NameStyle } from '../hub/subscriber';
import type { ChannelClient, Namespace } from '../namespaces/namespace';
import { PusherSession, type SessionEffect } from '../session/session';
import type { ChannelEnd } from '../session/channel-end';
import type { ClientSocket, CloseCause, SocketListener } from '../sockets/socket-server.ports';
import type { ConnectionSlot } from '../limits/connection-quotas';
import type { FrameAllowance } from '../limits/frame-allowance';
import { LazySet } from '../lazy-collections';
import { refusal, type Admission, type AdmissionOutcome } from '../session/admission';
import type { Connections } from './connections';
import type { SpreadWork } from './spread-work';
import type { TimingWheel, WheelTimer } from './timing-wheel';

export interface ConnectionSettings {
  readonly activityTimeoutMs: number;
  readonly pongTimeoutMs: number;
  readonly maxFrameBytes: number;
}

/** What a connection may send; created when it first sends something. */
interface Allowances {
  frames(): FrameAllowance;
  clientEvents(): FrameAllowance;
}

/** What all connections of a node share. */
export interface ConnectionContext {
  readonly connections: Connections;
  readonly wheel: TimingWheel;
  /** What is left to do for connections that have closed. */
  readonly closing: SpreadWork;
  readonly metrics: GatewayMetrics;
  readonly settings: ConnectionSettings;
  readonly allowances: Allowances;
  now(): number;
}

/** The identity of a connection. */
export interface ConnectionIdentity {
  readonly socketId: string;
  /** By which limits count it. */
  readonly client: string;
  readonly style: NameStyle;
  /** Its slot in the quota of its address or account. */
  readonly slot: ConnectionSlot;
}

/**
 * A socket and its session: carries out what the session decides, and sees to it that the client is alive,
 * authorises in time, and has no channel longer than its grant. There are tens of thousands of them, most
 * of them idle: whatever not every connection needs is created on demand.
 */
export class ClientConnection implements SocketListener, ChannelClient {
  readonly subscriber: Subscriber;
  private readonly session: PusherSession;
  private readonly ids = new LazySet<string>();
  private readonly channels = new LazySet<string>();
  private readonly timers = new LazySet<WheelTimer>();
  private life: WheelTimer | null = null;
  private frames: FrameAllowance | null = null;
  private clientEvents: FrameAllowance | null = null;
  private heardAt: number;
  private expiryAt = Infinity;

  constructor(
    readonly socket: ClientSocket,
    private readonly identity: ConnectionIdentity,
    private readonly namespace: Namespace,
    private readonly context: ConnectionContext,
  ) {
    this.session = new PusherSession(identity, namespace.policy);
    this.subscriber = new Subscriber(socket, identity.style);
    this.heardAt = context.now();
  }

  get socketId(): string {
    return this.identity.socketId;
  }

  open(): void {
    const { connections, metrics, settings } = this.context;
    const { authoriseWithinMs } = this.namespace;
    connections.add(this);
    this.namespace.opened(this);
    metrics.opened();
    this.carryOut(this.session.opened(Math.ceil(settings.activityTimeoutMs / 1_000)));
    this.watch();
    if (authoriseWithinMs > 0) {
      this.at(this.heardAt + authoriseWithinMs, () => {
        if (!this.session.isAuthorised) this.close(closeReasons.unauthorised);
      });
    }
  }

  received(text: string | null): void {
    if (this.mayBeRead()) this.carryOut(this.session.received(text));
  }

  /** Tells the client the reason, because one that is merely closed would reconnect and send the same again. */
  oversized(bytes: number): void {
    const { maxFrameBytes } = this.context.settings;
    if (bytes > maxFrameBytes * MOST_OVERSIZED) this.close(closeReasons.frameTooLarge);
    else if (this.mayBeRead()) this.socket.send(tooLarge(bytes, maxFrameBytes));
  }

  heard(): void {
    this.heardAt = this.context.now();
  }

  drained(): void {
    this.subscriber.drained();
  }

  /** The connection itself depends on a credential. */
  bindTo(ids: readonly string[], expiresAt: number): void {
    if (this.session.isClosed) return;
    this.session.bindTo(ids);
    this.listenFor(ids);
    this.at(expiresAt, () => this.close(closeReasons.unauthorised));
  }

  revoked(id: string, end: ChannelEnd): void {
    this.carryOut(this.session.revoked(id, end));
  }

  narrowed(id: string, holds: (grant: Grant) => boolean): void {
    this.carryOut(this.session.narrowed(id, holds));
  }

  grantsChanged(id: string, change: (grant: Grant) => Grant): void {
    this.session.grantsChanged(id, change);
    this.watchNextExpiry();
  }

  refused(channel: string, reason: SubscriptionRefusal): void {
    this.left(channel);
    this.carryOut(this.session.refused(channel, reason));
  }

  close(reason: CloseReason): void {
    this.carryOut(this.session.close(reason));
  }

  closed(code: number, cause?: CloseCause): void {
    this.session.ended();
    // At once, since its client may come back.
    this.identity.slot.release();
    this.context.closing.add(() => this.forget(code, cause));
  }

  private forget(code: number, cause?: CloseCause): void {
    const { connections, metrics } = this.context;
    this.life?.cancel();
    for (const timer of this.timers) timer.cancel();
    metrics.left(this.channels.size);
    this.namespace.closed(this);
    connections.remove(this, this.ids);
    metrics.closed(code, cause);
  }

  /** Returns whether the client is within its frame limit. */
  private mayBeRead(): boolean {
    const verdict = (this.frames ??= this.context.allowances.frames()).take();
    if (verdict === 'excess') this.socket.send(TOO_FAST);
    else if (verdict === 'close') this.close(closeReasons.overCapacity);
    return verdict === 'ok';
  }

  private carryOut(effects: readonly SessionEffect[]): void {
    for (const effect of effects) this.carryOutOne(effect);
  }

  private carryOutOne(effect: SessionEffect): void {
    if (effect.do === 'send') this.socket.send(effect.frame);
    else if (effect.do === 'tell') this.subscriber.send(effect.event, effect.channel, effect.data);
    else if (effect.do === 'ask') this.ask(effect.channel, effect.outcome);
    else if (effect.do === 'join') this.join(effect.channel, effect.admission);
    else if (effect.do === 'leave') this.leave(effect.channel);
    else if (effect.do === 'publish') this.publish(effect.event, effect.userId);
    else if (effect.do === 'sign-in') this.namespace.signIn(this, effect.user);
    else this.socket.close(effect.reason.code, effect.reason.message);
  }

  private ask(channel: string, outcome: Promise<AdmissionOutcome>): void {
    void outcome.then((settled) => this.carryOut(this.session.answered(channel, settled)));
  }

  private leave(channel: string): void {
    this.left(channel);
    this.namespace.leave(this, channel);
  }

  private join(channel: string, admission: Admission): void {
    const { accountId, grant } = admission;
    if (accountId !== null && !this.identity.slot.moveToAccount(accountId)) {
      this.refused(channel, ACCOUNT_FULL);
      return;
    }
    if (grant) {
      this.listenFor(grant.ids);
      this.watchExpiry(grant.expiresAt);
    }
    this.channels.add(channel);
    this.context.metrics.joined();
    this.namespace.join(this, channel, admission);
  }

  /** For revocations of these ids from now on. */
  private listenFor(ids: readonly string[]): void {
    for (const id of ids) {
      this.ids.add(id);
      this.context.connections.bind(this, id);
    }
  }

  private left(channel: string): void {
    if (this.channels.delete(channel)) this.context.metrics.left(1);
  }

  private publish(event: ClientEventFrame, userId: string | null): void {
    const verdict = (this.clientEvents ??= this.context.allowances.clientEvents()).take();
    if (verdict === 'ok') this.namespace.publish(this, event, userId);
    else if (verdict === 'excess') this.socket.send(TOO_FAST);
  }

  /** Pings the client after a silence; wakes no more often than needed. */
  private watch(): void {
    this.life = this.context.wheel.at(this.silentAt, () => {
      if (this.context.now() < this.silentAt) this.watch();
      else this.askForLife(this.aliveAt);
    });
  }

  private get silentAt(): number {
    return this.aliveAt + this.context.settings.activityTimeoutMs;
  }

  /** When the client last sent something, or read something that was waiting for it. */
  private get aliveAt(): number {
    return Math.max(this.heardAt, this.subscriber.fedAt);
  }

  private askForLife(lastAliveAt: number): void {
    // Clients that only answer WebSocket pings, e.g. a page whose scripts are frozen, are alive as well.
    this.socket.ping();
    this.socket.send(serverFrames.ping);
    this.life = this.context.wheel.at(this.context.now() + this.context.settings.pongTimeoutMs, () => {
      if (this.aliveAt === lastAliveAt) this.close(closeReasons.pongMissing);
      else this.watch();
    });
  }

  /** Keeps one timer, for the grant that expires first. */
  private watchExpiry(at: number): void {
    if (at >= this.expiryAt) return;
    this.expiryAt = at;
    this.at(at, () => {
      this.expiryAt = Infinity;
      this.carryOut(this.session.expired(this.context.now()));
      this.watchNextExpiry();
    });
  }

  private watchNextExpiry(): void {
    if (this.session.nextExpiry !== null) this.watchExpiry(this.session.nextExpiry);
  }

  private at(dueAt: number, run: () => void): void {
    const timer = this.context.wheel.at(dueAt, () => {
      this.timers.delete(timer);
      run();
    });
    this.timers.add(timer);
  }
}

/** A frame this many times too large closes its connection. */
const MOST_OVERSIZED = 4;

function tooLarge(bytes: number, most: number): string {
  return serverFrames.error(null, `A frame has at most ${most} bytes: one of ${bytes} was dropped`);
}

/** An error without a close (Pusher protocol, 4301). */
const TOO_FAST = serverFrames.error(4301, 'Too many messages: some were dropped');
const ACCOUNT_FULL = refusal('LimitReached', 429, 'The account has reached its limit of connections');
