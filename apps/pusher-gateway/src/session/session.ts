import {
  closeReasons,
  readClientFrame,
  serverFrames,
  trackingClose,
  type CloseReason,
  type SubscribeFrame,
  type SubscriptionRefusal,
} from '@yipii/protocol';
import { isRefusal, refusal, type Admission, type Answer, type AppPolicy } from './app-policy';
import { closeAfter, endByTime, farewell, type TrackingEnd } from './tracking-end';

/** What is to be done for a connection, in this order. */
export type Effect =
  | { readonly do: 'send'; readonly frame: string }
  /** An event of a channel, for this connection alone. */
  | { readonly do: 'tell'; readonly channel: string; readonly event: string; readonly data: string }
  /** The channel itself says that it was joined. */
  | { readonly do: 'join'; readonly channel: string; readonly admission: Admission }
  /** {@link Session.answered} is to be called with the outcome. */
  | { readonly do: 'ask'; readonly channel: string; readonly answer: Promise<Answer> }
  | { readonly do: 'leave'; readonly channel: string }
  | { readonly do: 'close'; readonly reason: CloseReason };

/**
 * One connection of the Pusher protocol, from its first frame after the handshake to its close: frames in,
 * effects out. It knows neither sockets nor time; no input makes it throw.
 */
export class Session {
  /** Null while the answer is awaited. */
  private readonly channels = new Map<string, Admission | null>();
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
    for (const { grant } of this.admissions()) next = Math.min(next ?? grant.expiresAt, grant.expiresAt);
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
        return this.unsubscribe(frame.channel);
      case 'malformed':
        return [problem(frame.reason)];
      case 'other':
        return [problem(`This app does not take the event ${frame.event.slice(0, 200)}`)];
    }
  }

  /** The answer to a subscription that had to be asked for. */
  answered(channel: string, answer: Answer): readonly Effect[] {
    if (this.closed || this.channels.get(channel) !== null) return [];
    return this.settle(channel, answer);
  }

  /**
   * An id that grants rest on was revoked: its channels end, and with the last of them the connection.
   * `end`: how those of viewers do.
   */
  revoked(id: string, end: TrackingEnd | null = null): readonly Effect[] {
    if (this.closed || !this.restedOn.has(id)) return [];
    return this.end(
      ({ grant }) => grant.ids.includes(id),
      () => end,
      'Access was revoked',
    );
  }

  /** Ends what is over at `now` (epoch ms), likewise. */
  expired(now: number): readonly Effect[] {
    if (this.closed) return [];
    const isOver = ({ grant }: Admission): boolean => grant.expiresAt <= now;
    if (!this.admissions().some(isOver)) return [];
    return this.end(isOver, ({ grant }) => endByTime(grant), 'Access has expired');
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
    if (this.channels.has(channel)) return [problem(`Existing subscription to channel ${channel}`)];
    if (this.channels.size >= this.policy.maxChannels) return [refused(channel, TOO_MANY_CHANNELS)];
    const answer = this.policy.admit(frame, { socketId: this.socketId });
    if (!(answer instanceof Promise)) return this.settle(channel, answer);
    this.channels.set(channel, null);
    return [{ do: 'ask', channel, answer }];
  }

  private settle(channel: string, answer: Answer): readonly Effect[] {
    if (isRefusal(answer)) {
      this.channels.delete(channel);
      const close = this.channels.size === 0 ? closeAfter(answer) : null;
      return [refused(channel, answer), ...(close ? this.close(close) : [])];
    }
    this.channels.set(channel, answer);
    for (const id of answer.grant.ids) this.restedOn.add(id);
    return [{ do: 'join', channel, admission: answer }];
  }

  private unsubscribe(channel: string): readonly Effect[] {
    const admission = this.channels.get(channel);
    this.channels.delete(channel);
    return admission ? [{ do: 'leave', channel }] : [];
  }

  private admissions(): readonly Admission[] {
    return [...this.channels.values()].filter((admission) => admission !== null);
  }

  private end(
    isOver: (admission: Admission) => boolean,
    endOf: (admission: Admission) => TrackingEnd | null,
    error: string,
  ): readonly Effect[] {
    const over = [...this.channels].flatMap(([channel, admission]) =>
      admission && isOver(admission) ? [{ channel, admission }] : [],
    );
    for (const { channel } of over) this.channels.delete(channel);
    const isLast = this.channels.size === 0;
    let close: CloseReason = { ...closeReasons.unauthorised, message: error };
    const effects = over.flatMap(({ channel, admission }): readonly Effect[] => {
      const end = admission.kind === 'tracking' ? endOf(admission) : null;
      if (end) {
        close = trackingClose(end.error);
        return farewell(channel, end, isLast);
      }
      const left: Effect = { do: 'leave', channel };
      return isLast ? [left] : [left, refused(channel, refusal('AuthError', 401, error))];
    });
    return isLast ? [...effects, ...this.close(close)] : effects;
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
