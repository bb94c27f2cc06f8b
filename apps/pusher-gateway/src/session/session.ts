import {
  closeReasons,
  readClientFrame,
  serverFrames,
  type CloseReason,
  type Grant,
  type SubscribeFrame,
  type SubscriptionRefusal,
} from '@yipii/protocol';
import { isAdmitted, type Admission, type AppPolicy } from './app-policy';

/** What is to be done for a connection, in this order. */
export type Effect =
  | { readonly do: 'send'; readonly frame: string }
  | { readonly do: 'join'; readonly channel: string; readonly admission: Admission }
  | { readonly do: 'leave'; readonly channel: string }
  | { readonly do: 'close'; readonly reason: CloseReason };

/**
 * One connection of the Pusher protocol, from its first frame after the handshake to its close: frames in,
 * effects out. It knows neither sockets nor time; no input makes it throw.
 */
export class Session {
  private readonly grants = new Map<string, Grant>();
  private readonly restedOn = new Set<string>();
  private closed = false;

  constructor(
    readonly socketId: string,
    private readonly policy: AppPolicy,
  ) {}

  /** Whether any channel was ever authorised on this connection. */
  get isAuthorised(): boolean {
    return this.restedOn.size > 0;
  }

  /** When the first of its grants ends, epoch ms; null without any. */
  get nextExpiry(): number | null {
    let next: number | null = null;
    for (const { expiresAt } of this.grants.values()) next = Math.min(next ?? expiresAt, expiresAt);
    return next;
  }

  opened(activityTimeoutS: number): readonly Effect[] {
    return [send(serverFrames.connectionEstablished(this.socketId, activityTimeoutS))];
  }

  /** The text of a frame; null for a binary one. */
  received(text: string | null): readonly Effect[] {
    if (this.closed) return [];
    if (text === null) return [problem('Binary frames are not understood')];
    const frame = readClientFrame(text);
    switch (frame.kind) {
      case 'ping':
        return [send(serverFrames.pong)];
      case 'pong':
        return [];
      case 'subscribe':
        return this.subscribe(frame);
      case 'unsubscribe':
        return this.grants.delete(frame.channel) ? [{ do: 'leave', channel: frame.channel }] : [];
      case 'malformed':
        return [problem(frame.reason)];
      case 'other':
        return [problem(`This app does not take the event ${frame.event.slice(0, 200)}`)];
    }
  }

  /** An id that grants rest on was revoked: its channels end, and with the last of them the connection. */
  revoked(id: string): readonly Effect[] {
    if (this.closed || !this.restedOn.has(id)) return [];
    return this.end(({ ids }) => ids.includes(id), 'Access was revoked');
  }

  /** Ends what is over at `now` (epoch ms), likewise. */
  expired(now: number): readonly Effect[] {
    if (this.closed) return [];
    const over = ({ expiresAt }: Grant): boolean => expiresAt <= now;
    return [...this.grants.values()].some(over) ? this.end(over, 'Access has expired') : [];
  }

  /** Closes the connection for a reason that its protocol names. */
  close(reason: CloseReason): readonly Effect[] {
    if (this.closed) return [];
    this.closed = true;
    // Protocols below 6 need the error frame; to the others it does no harm.
    return [send(serverFrames.closing(reason)), { do: 'close', reason }];
  }

  private subscribe(frame: SubscribeFrame): readonly Effect[] {
    const { channel } = frame;
    if (this.grants.has(channel)) return [problem(`Existing subscription to channel ${channel}`)];
    if (this.grants.size >= this.policy.maxChannels) return [refused(channel, TOO_MANY_CHANNELS)];
    const answer = this.policy.admit(frame, this.socketId);
    if (!isAdmitted(answer)) return [refused(channel, answer)];
    this.grants.set(channel, answer.grant);
    for (const id of answer.grant.ids) this.restedOn.add(id);
    return [send(serverFrames.subscriptionSucceeded(channel)), { do: 'join', channel, admission: answer }];
  }

  private end(isOver: (grant: Grant) => boolean, error: string): readonly Effect[] {
    const channels = [...this.grants].filter(([, grant]) => isOver(grant)).map(([channel]) => channel);
    for (const channel of channels) this.grants.delete(channel);
    const leaving = channels.map((channel): Effect => ({ do: 'leave', channel }));
    if (this.grants.size === 0) {
      return [...leaving, ...this.close({ ...closeReasons.unauthorised, message: error })];
    }
    const refusal = { type: 'AuthError', status: 401, error } as const;
    return [...leaving, ...channels.map((channel) => refused(channel, refusal))];
  }
}

const TOO_MANY_CHANNELS: SubscriptionRefusal = {
  type: 'LimitReached',
  status: 429,
  error: 'Too many channels on one connection',
};

function send(frame: string): Effect {
  return { do: 'send', frame };
}

/** The sender of a bad frame hears why, nobody else notices. */
function problem(message: string): Effect {
  return send(serverFrames.error(null, message));
}

function refused(channel: string, refusal: SubscriptionRefusal): Effect {
  return send(serverFrames.subscriptionError(channel, refusal));
}
