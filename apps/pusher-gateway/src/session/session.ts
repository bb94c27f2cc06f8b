import {
  closeReasons,
  readClientFrame,
  serverFrames,
  type ClientEventFrame,
  type CloseReason,
  type Grant,
  type SignedInUser,
  type SignInFrame,
  type SubscribeFrame,
  type SubscriptionRefusal,
} from '@yipii/protocol';
import { isRefusal, refusal, type Admission, type Answer, type AppPolicy } from './app-policy';

/** What is to be done for a connection, in this order. */
export type Effect =
  | { readonly do: 'send'; readonly frame: string }
  /** The channel itself says that it was joined. */
  | { readonly do: 'join'; readonly channel: string; readonly admission: Admission }
  /** {@link Session.answered} is to be called with the outcome. */
  | { readonly do: 'ask'; readonly channel: string; readonly answer: Promise<Answer> }
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
  private readonly channels = new Map<string, Admission | null>();
  private readonly restedOn = new Set<string>();
  private ownIds: readonly string[] = [];
  private user: SignedInUser | null = null;
  private closed = false;
  private authorised = false;

  constructor(
    readonly socketId: string,
    private readonly policy: AppPolicy,
  ) {}

  /** Whether it was ever allowed anything that not everybody is. */
  get isAuthorised(): boolean {
    return this.authorised;
  }

  /** When the first of its grants ends, epoch ms; null without any. */
  get nextExpiry(): number | null {
    let next: number | null = null;
    for (const [, { expiresAt }] of this.grants()) next = Math.min(next ?? expiresAt, expiresAt);
    return next;
  }

  opened(activityTimeoutS: number): readonly Effect[] {
    return [send(serverFrames.connectionEstablished(this.socketId, activityTimeoutS))];
  }

  /** The text of a frame; null for a binary one. */
  received(text: string | null): readonly Effect[] {
    if (this.closed) return [];
    if (text === null) return [problem('Binary frames are not understood')];
    return this.react(readClientFrame(text));
  }

  /** The answer to a subscription that had to be asked for. */
  answered(channel: string, answer: Answer): readonly Effect[] {
    if (this.closed || this.channels.get(channel) !== null) return [];
    return this.settle(channel, answer);
  }

  /** A channel can't be joined after all. */
  refused(channel: string, reason: SubscriptionRefusal): readonly Effect[] {
    return this.channels.delete(channel) && !this.closed ? [notJoined(channel, reason)] : [];
  }

  /** The connection itself rests on these: one of them revoked ends it. */
  restOn(ids: readonly string[]): void {
    this.ownIds = ids;
    this.authorised = true;
  }

  /** An id that grants rest on was revoked: its channels end, and with the last of them the connection. */
  revoked(id: string): readonly Effect[] {
    if (this.ownIds.includes(id)) return this.close({ ...closeReasons.unauthorised, message: REVOKED });
    if (this.closed || !this.restedOn.has(id)) return [];
    return this.end(({ ids }) => ids.includes(id), REVOKED);
  }

  /** Ends what is over at `now` (epoch ms), likewise. */
  expired(now: number): readonly Effect[] {
    if (this.closed) return [];
    const over = ({ expiresAt }: Grant): boolean => expiresAt <= now;
    return this.grants().some(([, grant]) => over(grant)) ? this.end(over, 'Access has expired') : [];
  }

  /** Closes the connection for a reason that its protocol names. */
  close(reason: CloseReason): readonly Effect[] {
    if (this.closed) return [];
    this.closed = true;
    // Protocols below 6 need the error frame; to the others it does no harm.
    return [send(serverFrames.closing(reason)), { do: 'close', reason }];
  }

  private react(frame: ReturnType<typeof readClientFrame>): readonly Effect[] {
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

  private subscribe(frame: SubscribeFrame): readonly Effect[] {
    const { channel } = frame;
    if (this.channels.has(channel)) return [problem(`Existing subscription to channel ${channel}`)];
    if (this.channels.size >= this.policy.maxChannels) return [notJoined(channel, TOO_MANY_CHANNELS)];
    const { socketId, user } = this;
    const answer = this.policy.admit(frame, { socketId, user });
    if (!(answer instanceof Promise)) return this.settle(channel, answer);
    this.channels.set(channel, null);
    return [{ do: 'ask', channel, answer }];
  }

  private settle(channel: string, answer: Answer): readonly Effect[] {
    if (isRefusal(answer)) {
      this.channels.delete(channel);
      return [notJoined(channel, answer)];
    }
    this.channels.set(channel, answer);
    if (answer.kind === 'fleet') for (const id of answer.grant.ids) this.restedOn.add(id);
    this.authorised ||= answer.kind === 'fleet' || answer.traits.isAuthorised;
    return [{ do: 'join', channel, admission: answer }];
  }

  private unsubscribe(channel: string): readonly Effect[] {
    const admission = this.channels.get(channel);
    this.channels.delete(channel);
    return admission ? [{ do: 'leave', channel }] : [];
  }

  private signIn(frame: SignInFrame): readonly Effect[] {
    const { socketId, user } = this;
    const answer = this.policy.signIn(frame, { socketId, user });
    if (typeof answer === 'string') return [send(serverFrames.error(UNAUTHORISED, answer))];
    if (user && user.userId !== answer.userId) {
      return [send(serverFrames.error(UNAUTHORISED, 'The connection is signed in as another user'))];
    }
    this.authorised = true;
    const succeeded = send(serverFrames.signedIn(frame.userData));
    if (user) return [succeeded];
    const watchlist = answer.watchlist.slice(0, MAX_WATCHLIST);
    this.user = { ...answer, watchlist };
    const effects: Effect[] = [succeeded, { do: 'sign-in', user: this.user }];
    const excess = send(
      serverFrames.error(WATCHLIST_LIMIT, `A watchlist has at most ${MAX_WATCHLIST} users`),
    );
    return answer.watchlist.length > MAX_WATCHLIST ? [...effects, excess] : effects;
  }

  private publish(event: ClientEventFrame): readonly Effect[] {
    const subscription = this.channels.get(event.channel) ?? undefined;
    const reason = this.policy.problemWith(event, subscription);
    if (reason !== null) return [problem(reason)];
    const userId = subscription?.kind === 'channel' ? (subscription.member?.userId ?? null) : null;
    return [{ do: 'publish', event, userId }];
  }

  private grants(): (readonly [string, Grant])[] {
    return [...this.channels].flatMap(([channel, admission]) =>
      admission?.kind === 'fleet' ? [[channel, admission.grant] as const] : [],
    );
  }

  private end(isOver: (grant: Grant) => boolean, error: string): readonly Effect[] {
    const channels = this.grants()
      .filter(([, grant]) => isOver(grant))
      .map(([channel]) => channel);
    for (const channel of channels) this.channels.delete(channel);
    const leaving = channels.map((channel): Effect => ({ do: 'leave', channel }));
    if (this.channels.size === 0) {
      return [...leaving, ...this.close({ ...closeReasons.unauthorised, message: error })];
    }
    const reason = refusal('AuthError', 401, error);
    return [...leaving, ...channels.map((channel) => notJoined(channel, reason))];
  }
}

const REVOKED = 'Access was revoked';
const UNAUTHORISED = closeReasons.unauthorised.code;
/** An error alone, no close (Pusher protocol, 4302). */
const WATCHLIST_LIMIT = 4302;
const MAX_WATCHLIST = 100;
const TOO_MANY_CHANNELS = refusal('LimitReached', 429, 'Too many channels on one connection');

function send(frame: string): Effect {
  return { do: 'send', frame };
}

/** The sender of a bad frame hears why, nobody else notices. */
function problem(message: string): Effect {
  return send(serverFrames.error(null, message));
}

function notJoined(channel: string, reason: SubscriptionRefusal): Effect {
  return send(serverFrames.subscriptionError(channel, reason));
}
