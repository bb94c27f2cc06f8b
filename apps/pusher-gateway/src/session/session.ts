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
import { LazyMap, LazySet } from '../lazy-collections';
import { isRefusal, refusal, type Admission, type AdmissionOutcome } from './admission';
import type { AppPolicy, ClientIdentity } from './app-policy';
import { accessRevoked, endByTime, type ChannelEnd } from './channel-end';

/** What its connection must do, in this order. */
export type SessionEffect =
  | { readonly do: 'send'; readonly frame: string }
  /** Send an event of a channel to this connection alone. */
  | { readonly do: 'tell'; readonly channel: string; readonly event: string; readonly data: string }
  /** The channel itself tells the client that it has joined. */
  | { readonly do: 'join'; readonly channel: string; readonly admission: Admission }
  /** Call {@link PusherSession.answered} with the outcome. */
  | { readonly do: 'ask'; readonly channel: string; readonly outcome: Promise<AdmissionOutcome> }
  | { readonly do: 'leave'; readonly channel: string }
  | { readonly do: 'publish'; readonly event: ClientEventFrame; readonly userId: string | null }
  | { readonly do: 'sign-in'; readonly user: SignedInUser }
  | { readonly do: 'close'; readonly reason: CloseReason };

/**
 * One connection of the Pusher protocol, from its first frame after the handshake to its close: frames in,
 * effects out. It knows neither sockets, nor time, nor kinds of channels; no input makes it throw.
 */
export class PusherSession {
  /** Null while the outcome is pending. */
  private readonly channels = new LazyMap<string, Admission | null>();
  /** Ids of all grants that the connection has ever used. */
  private readonly grantIds = new LazySet<string>();
  private ownIds: readonly string[] = [];
  private user: SignedInUser | null = null;
  private pending = 0;
  private malformedFrames = 0;
  private closed = false;
  private authorised = false;

  constructor(
    private readonly arrival: Omit<ClientIdentity, 'user'>,
    private readonly policy: AppPolicy,
  ) {}

  /** Returns whether it has ever shown a credential that was accepted. */
  get isAuthorised(): boolean {
    return this.authorised;
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /** The connection is gone: pending outcomes are dropped. */
  ended(): void {
    this.closed = true;
  }

  /** When the first of its grants expires, epoch ms; null without any. */
  get nextExpiry(): number | null {
    let next: number | null = null;
    for (const [, admission] of this.channels) {
      const { grant } = admission ?? NO_GRANT;
      if (grant) next = Math.min(next ?? grant.expiresAt, grant.expiresAt);
    }
    return next;
  }

  opened(activityTimeoutS: number): readonly SessionEffect[] {
    return [send(serverFrames.connectionEstablished(this.arrival.socketId, activityTimeoutS))];
  }

  /** The text of a frame; null for a binary one. */
  received(text: string | null): readonly SessionEffect[] {
    if (this.closed) return [];
    if (text === null) return this.malformed('Binary frames are not supported');
    return this.react(readClientFrame(text));
  }

  /** The outcome of a subscription that could not be decided at once. */
  answered(channel: string, outcome: AdmissionOutcome): readonly SessionEffect[] {
    this.pending--;
    if (this.closed || this.channels.get(channel) !== null) return [];
    return this.settle(channel, outcome);
  }

  /** A channel can't be joined after all. */
  refused(channel: string, reason: SubscriptionRefusal): readonly SessionEffect[] {
    return this.channels.delete(channel) && !this.closed ? [notJoined(channel, reason)] : [];
  }

  /** Makes the connection itself depend on these ids: revoking one of them ends it. This authorises nothing. */
  bindTo(ids: readonly string[]): void {
    this.ownIds = ids;
  }

  /**
   * An id that grants depend on was revoked: ends their channels, and the connection if none is left.
   * @param end how these channels end
   */
  revoked(id: string, end: ChannelEnd = accessRevoked): readonly SessionEffect[] {
    if (this.ownIds.includes(id)) return this.close(accessRevoked.close);
    if (this.closed || !this.grantIds.has(id)) return [];
    return this.end(
      (grant) => grant.ids.includes(id),
      () => end,
    );
  }

  /** Ends channels whose grants no longer hold after a change of something that they depend on. */
  narrowed(id: string, holds: (grant: Grant) => boolean): readonly SessionEffect[] {
    if (this.closed || !this.grantIds.has(id)) return [];
    const over = [...this.channels].flatMap(([channel, admission]) =>
      admission?.grant?.ids.includes(id) && !holds(admission.grant) ? [channel] : [],
    );
    for (const channel of over) this.channels.delete(channel);
    return over.flatMap((channel) => [{ do: 'leave', channel }, notJoined(channel, NARROWED)]);
  }

  /** Replaces the grants that depend on the id, whose terms have changed. */
  grantsChanged(id: string, change: (grant: Grant) => Grant): void {
    for (const [channel, admission] of this.channels) {
      if (!admission?.grant?.ids.includes(id)) continue;
      this.channels.set(channel, { ...admission, grant: change(admission.grant) });
    }
  }

  /** Ends the channels whose grants have expired at `now` (epoch ms), and the connection if none is left. */
  expired(now: number): readonly SessionEffect[] {
    if (this.closed || (this.nextExpiry ?? Infinity) > now) return [];
    return this.end((grant) => grant.expiresAt <= now, endByTime);
  }

  /** Closes the connection for a reason that its protocol names. */
  close(reason: CloseReason): readonly SessionEffect[] {
    if (this.closed) return [];
    this.closed = true;
    // Protocol versions below 6 need the error frame, and it does no harm to the others.
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
        return this.malformed(frame.reason);
      case 'other':
        return [problem(`Unknown event ${frame.event.slice(0, 200)}`)];
    }
  }

  private malformed(reason: string): readonly SessionEffect[] {
    this.malformedFrames++;
    return this.malformedFrames > MAX_MALFORMED ? this.close(TOO_MANY_MALFORMED) : [problem(reason)];
  }

  private subscribe(frame: SubscribeFrame): readonly SessionEffect[] {
    const { channel } = frame;
    if (this.channels.has(channel)) return [problem(`Existing subscription to channel ${channel}`)];
    const { maxChannels } = this.policy;
    // Pending subscriptions count separately: they continue after an unsubscribe.
    if (this.channels.size >= maxChannels || this.pending >= maxChannels) {
      return [notJoined(channel, TOO_MANY_CHANNELS)];
    }
    const outcome = this.policy.admit(frame, this.identity);
    if (!(outcome instanceof Promise)) return this.settle(channel, outcome);
    this.channels.set(channel, null);
    this.pending++;
    return [{ do: 'ask', channel, outcome }];
  }

  private settle(channel: string, outcome: AdmissionOutcome): readonly SessionEffect[] {
    if (isRefusal(outcome)) {
      this.channels.delete(channel);
      const { close } = outcome;
      return [notJoined(channel, outcome), ...(close && this.channels.size === 0 ? this.close(close) : [])];
    }
    this.channels.set(channel, outcome);
    for (const id of outcome.grant?.ids ?? []) this.grantIds.add(id);
    this.authorised ||= outcome.isAuthorised;
    return [{ do: 'join', channel, admission: outcome }];
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
    return [{ do: 'publish', event, userId: subscription?.userId ?? null }];
  }

  private get identity(): ClientIdentity {
    const { socketId, client } = this.arrival;
    return { socketId, client, user: this.user };
  }

  private end(
    isOver: (grant: Grant) => boolean,
    endOf: (grant: Grant) => ChannelEnd,
  ): readonly SessionEffect[] {
    const over = [...this.channels].flatMap(([channel, admission]) =>
      admission?.grant && isOver(admission.grant) ? [{ channel, end: endOf(admission.grant) }] : [],
    );
    for (const { channel } of over) this.channels.delete(channel);
    const isLast = this.channels.size === 0;
    const effects = over.flatMap(({ channel, end }) => [
      ...leaving(channel, end),
      ...(isLast ? [] : [notJoined(channel, end.refusal)]),
    ]);
    const { close } = over.at(-1)?.end ?? accessRevoked;
    return isLast ? [...effects, ...this.close(close)] : effects;
  }
}

const NO_GRANT = { grant: null };
const UNAUTHORISED = closeReasons.unauthorised.code;
const TOO_MANY_REQUESTS = 429;
/** An error without a close (Pusher protocol, 4301). */
const TOO_FAST = 4301;
/** An error without a close (Pusher protocol, 4302). */
const WATCHLIST_LIMIT = 4302;
const MAX_WATCHLIST = 100;
/** Reading a malformed frame costs an exception. A working client sends none. */
const MAX_MALFORMED = 1_000;
const TOO_MANY_MALFORMED = { ...closeReasons.overCapacity, message: 'Too many malformed frames' };
const NARROWED = refusal('AuthError', 403, 'This token may not subscribe to this channel');
const TOO_MANY_CHANNELS = refusal('LimitReached', 429, 'Too many channels on one connection');

function send(frame: string): SessionEffect {
  return { do: 'send', frame };
}

/** Tells the sender of a malformed frame why; nobody else is affected. */
function problem(message: string): SessionEffect {
  return send(serverFrames.error(null, message));
}

function leaving(channel: string, { lastEvent }: ChannelEnd): readonly SessionEffect[] {
  const told: readonly SessionEffect[] = lastEvent ? [{ do: 'tell', channel, ...lastEvent }] : [];
  return [...told, { do: 'leave', channel }];
}

function notJoined(channel: string, reason: SubscriptionRefusal): SessionEffect {
  return send(serverFrames.subscriptionError(channel, reason));
}
