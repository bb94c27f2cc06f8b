import { closeReasons, serverFrames, type CloseReason } from '@yipii/protocol';
import type { GatewayMetrics } from '../gateway.metrics';
import type { Hub } from '../hub/hub';
import { Subscriber, type NameStyle } from '../hub/subscriber';
import type { Admission, Answer } from '../session/app-policy';
import type { Effect, Session } from '../session/session';
import type { TrackingEnd } from '../session/tracking-end';
import type { ClientSocket, SocketListener } from '../sockets/socket-server.ports';
import type { Connections } from './connections';
import type { TimingWheel, WheelTimer } from './timing-wheel';

export interface ConnectionTimes {
  readonly activityTimeoutMs: number;
  readonly pongTimeoutMs: number;
  /** 0: never. */
  readonly authoriseWithinMs: number;
}

/** What all connections of a node share. */
export interface ConnectionSurroundings {
  readonly hub: Hub;
  readonly connections: Connections;
  readonly wheel: TimingWheel;
  readonly metrics: GatewayMetrics;
  readonly times: ConnectionTimes;
  now(): number;
}

/**
 * A socket and its session: carries out what the session decides, watches that the client lives, authorises
 * something in time, and holds no channel longer than its grant.
 */
export class ClientConnection implements SocketListener {
  private readonly subscriber: Subscriber;
  private readonly ids = new Set<string>();
  private readonly timers = new Set<WheelTimer>();
  private heardAt: number;
  private expiryAt = Infinity;

  constructor(
    private readonly socket: ClientSocket,
    private readonly session: Session,
    style: NameStyle,
    private readonly around: ConnectionSurroundings,
  ) {
    this.subscriber = new Subscriber(socket, style);
    this.heardAt = around.now();
  }

  open(): void {
    const { connections, metrics, times } = this.around;
    connections.add(this);
    metrics.opened();
    this.carryOut(this.session.opened(Math.ceil(times.activityTimeoutMs / 1_000)));
    this.watch();
    if (times.authoriseWithinMs > 0) {
      this.at(this.heardAt + times.authoriseWithinMs, () => {
        if (!this.session.isAuthorised) this.close(closeReasons.unauthorised);
      });
    }
  }

  received(text: string | null): void {
    this.carryOut(this.session.received(text));
  }

  heard(): void {
    this.heardAt = this.around.now();
  }

  drained(): void {
    this.subscriber.drained();
  }

  revoked(id: string, end: TrackingEnd | null): void {
    this.carryOut(this.session.revoked(id, end));
  }

  close(reason: CloseReason): void {
    this.carryOut(this.session.close(reason));
  }

  closed(code: number): void {
    const { hub, connections, metrics } = this.around;
    for (const timer of this.timers) timer.cancel();
    metrics.left(this.subscriber.channels.size);
    hub.leaveAll(this.subscriber);
    connections.remove(this, this.ids);
    metrics.closed(code);
  }

  private carryOut(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.do === 'send') this.socket.send(effect.frame);
      else if (effect.do === 'tell') this.subscriber.send(effect.event, effect.channel, effect.data);
      else if (effect.do === 'ask') this.ask(effect.channel, effect.answer);
      else if (effect.do === 'join') this.join(effect.admission);
      else if (effect.do === 'leave') this.leave(effect.channel);
      else this.socket.close(effect.reason.code, effect.reason.message);
    }
  }

  private ask(channel: string, answer: Promise<Answer>): void {
    void answer.then((settled) => this.carryOut(this.session.answered(channel, settled)));
  }

  private join(admission: Admission): void {
    const { hub, connections, metrics } = this.around;
    const { grant } = admission;
    for (const id of grant.ids) {
      this.ids.add(id);
      connections.rest(this, id);
    }
    this.watchExpiry(grant.expiresAt);
    metrics.joined();
    if (admission.kind === 'tracking') hub.joinLink(this.subscriber, admission.linkUuid);
    else hub.join(this.subscriber, admission.channel, admission.accountId);
  }

  private leave(channel: string): void {
    this.around.hub.leave(this.subscriber, channel);
    this.around.metrics.left(1);
  }

  /** After a silence asks for a sign of life; looks no more often than needed. */
  private watch(): void {
    const silentAt = (): number => this.aliveAt + this.around.times.activityTimeoutMs;
    this.at(silentAt(), () => {
      if (this.around.now() < silentAt()) this.watch();
      else this.askForLife(this.aliveAt);
    });
  }

  /** When it last said something, or took something that was waiting for it. */
  private get aliveAt(): number {
    return Math.max(this.heardAt, this.subscriber.fedAt);
  }

  private askForLife(lastAliveAt: number): void {
    this.socket.send(serverFrames.ping);
    this.at(this.around.now() + this.around.times.pongTimeoutMs, () => {
      if (this.aliveAt === lastAliveAt) this.close(closeReasons.pongMissing);
      else this.watch();
    });
  }

  /** One timer, for the grant that ends first. */
  private watchExpiry(at: number): void {
    if (at >= this.expiryAt) return;
    this.expiryAt = at;
    this.at(at, () => {
      this.expiryAt = Infinity;
      this.carryOut(this.session.expired(this.around.now()));
      if (this.session.nextExpiry !== null) this.watchExpiry(this.session.nextExpiry);
    });
  }

  private at(dueAt: number, run: () => void): void {
    const timer = this.around.wheel.at(dueAt, () => {
      this.timers.delete(timer);
      run();
    });
    this.timers.add(timer);
  }
}
