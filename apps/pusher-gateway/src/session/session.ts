import {
  closeReasons,
  readClientFrame,
  serverFrames,
  trackingClose,
  withLinkEnd,
  type ClientEventFrame,
  type CloseReason,
  type SignedInUser,
  type SignInFrame,
  type SubscribeFrame,
  type SubscriptionRefusal,
} from '@yipii/protocol';
import { LazyMap, LazySet } from '../lazy-collections';
import {
  isGranted,
  isRefusal,
  refusal,
  type Admission,
  type AdmissionOutcome,
  type AppPolicy,
  type Granted,
  type ClientIdentity,
} from './app-policy';
import { closeAfter, endByTime, farewell, type TrackingEnd } from './tracking-end';

/** What is to be done for a connection, in this order. */
export type SessionEffect =
  | { readonly do: 'send'; readonly frame: string }
  /** An event of a channel, for this connection alone. */
  | { readonly do: 'tell'; readonly channel: string; readonly event: string; readonly data: string }
  /** The channel itself says that it was joined. */
  | { readonly do: 'join'; readonly channel: string; readonly admission: Admission }
  /** {@link Session.answered} is to be called with the outcome. */
  | { readonly do: 'ask'; readonly channel: string; readonly answer: Promise<AdmissionOutcome> }
  | { readonly do: 'leave'; readonly channel: string }
  | { readonly do: 'publish'; readonly event: ClientEventFrame; readonly userId: string | null }
  | { readonly do: 'sign-in'; readonly user: SignedInUser }
  | { readonly do: 'close'; readonly reason: CloseReason };

/**
 * One connection of the Pusher protocol, from its first frame after the handshake to its close: frames in,
 * effects out. It knows neither sockets nor time; no input makes it throw.
 */
export class Session {
  /** Null while the answer is awaited. */
  private readonly channels = new LazyMap<string, Admission | null>();
  private readonly restedOn = new LazySet<string>();
  private ownIds: readonly string[] = [];
  private user: SignedInUser | null = null;
  private closed = false;
  private authorised = false;

  constructor(
    private readonly arrival: Omit<ClientIdentity, 'user'>,
    private readonly policy: AppPolicy,
  ) {}

  /** Whether it was ever allowed anything that not everybody is. */
  get isAuthorised(): boolean {
    return this.authorised;
  }

  /** Nothing more happens on the connection. */
  get isClosed(): boolean {
    return this.closed;
  }

  /** The connection is gone: answers that are still awaited come to nobody. */
  ended(): void {
    this.closed = true;
  }

  /** When the first of its grants ends, epoch ms; null without any. */
  get nextExpiry(): number | null {
    let next: number | null = null;
    for (const { grant } of this.granted()) next = Math.min(next ?? grant.expiresAt, grant.expiresAt);
    return next;
  }

  opened(activityTimeoutS: number): readonly SessionEffect[] {
    return [send(serverFrames.connectionEstablished(this.arrival.socketId, activityTimeoutS))];
  }

  /** The text of a frame; null for a binary one. */
  received(text: string | null): readonly SessionEffect[] {
    if (this.closed) return [];
    if (text === null) return [problem('Binary frames are not understood')];
    return this.react(readClientFrame(text));
  }

  /** The answer to a subscription that had to be asked for. */
  answered(channel: string, answer: AdmissionOutcome): readonly SessionEffect[] {
    if (this.closed || this.channels.get(channel) !== null) return [];
    return this.settle(channel, answer);
  }

  /** A channel can't be joined after all. */
  refused(channel: string, reason: SubscriptionRefusal): readonly SessionEffect[] {
    return this.channels.delete(channel) && !this.closed ? [notJoined(channel, reason)] : [];
  }

  /** The connection itself rests on these: one of them revoked ends it. */
  restOn(ids: readonly string[]): void {
    this.ownIds = ids;
    this.authorised = true;
  }

  /**
   * An id that grants rest on was revoked: its channels end, and with the last of them the connection.
   * `end`: how those of viewers do.
   */
  revoked(id: string, end: TrackingEnd | null = null): readonly SessionEffect[] {
    if (this.ownIds.includes(id)) return this.close({ ...closeReasons.unauthorised, message: REVOKED });
    if (this.closed || !this.restedOn.has(id)) return [];
    const isOver = ({ grant }: Granted): boolean => grant.ids.includes(id);
    return this.end(isOver, () => end, REVOKED);
  }

  /** Viewers of the link may stay until then (epoch ms; null: as long as their session). */
  linkEndMoved(linkUuid: string, endsAt: number | null): void {
    for (const [channel, admission] of this.channels) {
      if (admission?.kind !== 'tracking' || admission.linkUuid !== linkUuid) continue;
      this.channels.set(channel, { ...admission, grant: withLinkEnd(admission.grant, endsAt) });
    }
  }

  /** Ends what is over at `now` (epoch ms), likewise. */
  expired(now: number): readonly SessionEffect[] {
    if (this.closed) return [];
    const isOver = ({ grant }: Granted): boolean => grant.expiresAt <= now;
    if (!this.granted().some(isOver)) return [];
    return this.end(isOver, ({ grant }) => endByTime(grant), 'Access has expired');
  }

  /** Closes the connection for a reason that its protocol names. */
  close(reason: CloseReason): readonly SessionEffect[] {
    if (this.closed) return [];
    this.closed = true;
    // Protocols below 6 need the error frame; to the others it does no harm.
    return [send(serverFrames.closing(reason)), { do: 'close', reason }];
  }

  private react(frame: ReturnType<typeof readClientFrame>): readonly SessionEffect[] {
    switch (frame.kind) {
      case 'ping':
        return [send(serverFrames.pong)];
      case 'pong':
        return [];
      case 'subscribe':
        return this.subscribe(frame);
      case 'unsubscribe':
        return this.unsubscribe(frame.channel);
      case 'sign-in':
        return this.signIn(frame);
      case 'client-event':
        return this.publish(frame);
      case 'malformed':
        return [problem(frame.reason)];
      case 'other':
        return [problem(`There is no event ${frame.event.slice(0, 200)}`)];
    }
  }

  private subscribe(frame: SubscribeFrame): readonly SessionEffect[] {
    const { channel } = frame;
    if (this.channels.has(channel)) return [problem(`Existing subscription to channel ${channel}`)];
    if (this.channels.size >= this.policy.maxChannels) return [notJoined(channel, TOO_MANY_CHANNELS)];
    const answer = this.policy.admit(frame, this.identity);
    if (!(answer instanceof Promise)) return this.settle(channel, answer);
    this.channels.set(channel, null);
    return [{ do: 'ask', channel, answer }];
  }

  private settle(channel: string, answer: AdmissionOutcome): readonly SessionEffect[] {
    if (isRefusal(answer)) {
      this.channels.delete(channel);
      const close = this.channels.size === 0 ? closeAfter(answer) : null;
      return [notJoined(channel, answer), ...(close ? this.close(close) : [])];
    }
    this.channels.set(channel, answer);
    if (isGranted(answer)) for (const id of answer.grant.ids) this.restedOn.add(id);
    this.authorised ||= isGranted(answer) || answer.traits.isAuthorised;
    return [{ do: 'join', channel, admission: answer }];
  }

  private unsubscribe(channel: string): readonly SessionEffect[] {
    const admission = this.channels.get(channel);
    this.channels.delete(channel);
    return admission ? [{ do: 'leave', channel }] : [];
  }

  private signIn(frame: SignInFrame): readonly SessionEffect[] {
    const { user } = this;
    const answer = this.policy.signIn(frame, this.identity);
    if (isRefusal(answer)) {
      const code = answer.status === TOO_MANY_REQUESTS ? TOO_FAST : UNAUTHORISED;
      return [send(serverFrames.error(code, answer.error))];
    }
    if (user && user.userId !== answer.userId) {
      return [send(serverFrames.error(UNAUTHORISED, 'The connection is signed in as another user'))];
    }
    this.authorised = true;
    const succeeded = send(serverFrames.signedIn(frame.userData));
    if (user) return [succeeded];
    const watchlist = answer.watchlist.slice(0, MAX_WATCHLIST);
    this.user = { ...answer, watchlist };
    const effects: SessionEffect[] = [succeeded, { do: 'sign-in', user: this.user }];
    const excess = send(
      serverFrames.error(WATCHLIST_LIMIT, `A watchlist has at most ${MAX_WATCHLIST} users`),
    );
    return answer.watchlist.length > MAX_WATCHLIST ? [...effects, excess] : effects;
  }

  private publish(event: ClientEventFrame): readonly SessionEffect[] {
    const subscription = this.channels.get(event.channel) ?? undefined;
    const reason = this.policy.problemWith(event, subscription);
    if (reason !== null) return [problem(reason)];
    const userId = subscription?.kind === 'channel' ? (subscription.member?.userId ?? null) : null;
    return [{ do: 'publish', event, userId }];
  }

  private get identity(): ClientIdentity {
    const { socketId, client } = this.arrival;
    return { socketId, client, user: this.user };
  }

  private granted(): readonly Granted[] {
    return [...this.channels].flatMap(([, admission]) =>
      admission && isGranted(admission) ? [admission] : [],
    );
  }

  private end(
    isOver: (admission: Granted) => boolean,
    endOf: (admission: Granted) => TrackingEnd | null,
    error: string,
  ): readonly SessionEffect[] {
    const over = [...this.channels].flatMap(([channel, admission]) =>
      admission && isGranted(admission) && isOver(admission) ? [{ channel, admission }] : [],
    );
    for (const { channel } of over) this.channels.delete(channel);
    const isLast = this.channels.size === 0;
    let close: CloseReason = { ...closeReasons.unauthorised, message: error };
    const effects = over.flatMap(({ channel, admission }): readonly SessionEffect[] => {
      const end = admission.kind === 'tracking' ? endOf(admission) : null;
      if (end) {
        close = trackingClose(end.error);
        return farewell(channel, end, isLast);
      }
      const left: SessionEffect = { do: 'leave', channel };
      return isLast ? [left] : [left, notJoined(channel, refusal('AuthError', 401, error))];
    });
    return isLast ? [...effects, ...this.close(close)] : effects;
  }
}

const REVOKED = 'Access was revoked';
const UNAUTHORISED = closeReasons.unauthorised.code;
const TOO_MANY_REQUESTS = 429;
/** An error alone, no close (Pusher protocol, 4301). */
const TOO_FAST = 4301;
/** An error alone, no close (Pusher protocol, 4302). */
const WATCHLIST_LIMIT = 4302;
const MAX_WATCHLIST = 100;
const TOO_MANY_CHANNELS = refusal('LimitReached', 429, 'Too many channels on one connection');

function send(frame: string): SessionEffect {
  return { do: 'send', frame };
}

/** The sender of a bad frame hears why, nobody else notices. */
function problem(message: string): SessionEffect {
  return send(serverFrames.error(null, message));
}

function notJoined(channel: string, reason: SubscriptionRefusal): SessionEffect {
  return send(serverFrames.subscriptionError(channel, reason));
}
