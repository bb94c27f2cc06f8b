import Pusher from 'pusher-js';
import { recipeOf, type Call, type Recipe, type SnippetValues, type StepId, type Stream } from '../snippets';
import { send, type Answer } from '../wire/rest';
import type { Wire, WireEntry, WireMatch } from '../wire/wire';
import { caughtCode, makeClient } from './server';

/** Credentials that end so soon are replaced first. */
const SPARE_MS = 180_000;
/** A code is mailed after the commit. */
const MAIL_POLL_MS = 250;
const LINK_LIFE_MS = 3_600_000;

interface SessionAnswer {
  readonly session_token?: string;
  readonly challenge_id?: string;
}

/** The stage on which a step is played: the public API, a Pusher client, and the values that are known by now. */
export class Play {
  private pusher: Pusher | null = null;
  private clientEnds = 0;
  private begun = 0;
  private aborting = new AbortController();

  constructor(
    readonly wire: Wire,
    public values: SnippetValues,
    /** A code was caught in a mail. */
    private readonly codeCaught: (code: string) => void,
  ) {}

  get signal(): AbortSignal {
    return this.aborting.signal;
  }

  begin(): void {
    // What the step before has left running ends.
    this.aborting.abort(new Error('Another step has begun'));
    this.aborting = new AbortController();
    this.begun = this.wire.newest;
  }

  /** Ends what is being played. */
  cancel(reason: Error): void {
    this.aborting.abort(reason);
  }

  /** Waits for these in their order, from the beginning of the step on. */
  async sees(...wanted: (string | WireMatch)[]): Promise<WireEntry[]> {
    const found: WireEntry[] = [];
    for (const want of wanted) {
      const matches = typeof want === 'string' ? arrived(want) : want;
      const after = found.at(-1)?.id ?? this.begun;
      found.push(await this.wire.next(matches, after, this.signal));
    }
    return found;
  }

  /** From now on, not from the beginning of the step. */
  async seesNext(want: WireMatch): Promise<WireEntry> {
    return this.wire.next(want, this.wire.newest, this.signal);
  }

  /** Asks again and again, until there is an answer. */
  async until<T>(ask: () => Promise<T | undefined>, everyMs: number): Promise<T> {
    for (;;) {
      this.signal.throwIfAborted();
      const answer = await ask();
      if (answer !== undefined) return answer;
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }

  /**
   * Sends a request.
   * @throws Error where the answer is none of success
   */
  async call(call: Omit<Call, 'why'>): Promise<Answer> {
    const answer = await this.send(call);
    if (answer.status >= 400) throw new Error(`${call.method} ${call.path}: ${answer.status}`);
    return answer;
  }

  /** Sends a request, whatever the answer. */
  send(call: Omit<Call, 'why'>): Promise<Answer> {
    this.signal.throwIfAborted();
    return send(this.wire, this.values.api, call);
  }

  /** A request of the account's owner. Returns its data. */
  async own<T>(method: Call['method'], path: string, body?: Call['body']): Promise<T> {
    await this.authenticated();
    const { accountKey, token } = this.values;
    const call = { method, path: `/api/${accountKey}/${path}`, token, ...(body !== undefined && { body }) };
    return ((await this.call(call)).body as { data: T }).data;
  }

  know(values: Partial<SnippetValues>): void {
    this.values = { ...this.values, ...values };
  }

  /** Credentials of minutes, without a token. */
  async newClient(): Promise<void> {
    const { client_id: clientId, client_secret: clientSecret, expires_in: seconds } = await makeClient();
    this.clientEnds = Date.now() + seconds * 1_000;
    this.know({ clientId, clientSecret });
  }

  async authenticate(): Promise<void> {
    if (this.clientEnds - SPARE_MS < Date.now()) await this.newClient();
    const { calls = [] } = this.recipeOf('authenticate');
    for (const call of calls) {
      const { body } = await this.call(call);
      this.know({ token: (body as { access_token: string }).access_token });
    }
  }

  async authenticated(): Promise<void> {
    const isGood = this.clientEnds - SPARE_MS > Date.now() && this.values.token.includes('.');
    if (!isGood) await this.authenticate();
  }

  /** Its owner makes a link, by default to the first vehicle. */
  async newLink(fields: Record<string, Call['body'] & {}> = {}): Promise<void> {
    const email = `viewer-${Math.random().toString(36).slice(2, 10)}@demo.example`;
    const subject = { type: 'asset', asset_id: Number(this.values.assetId) };
    const expires_at = new Date(Date.now() + LINK_LIFE_MS).toISOString();
    const link = { name: 'demo', access_mode: 'public', subject, expires_at };
    const { uuid } = await this.own<{ uuid: string }>('POST', 'tracking-link', { ...link, ...fields });
    this.know({ linkUuid: uuid, email });
  }

  /** A viewer with a session of a new link. */
  async becomeViewer(fields?: Record<string, Call['body'] & {}>): Promise<void> {
    await this.newLink(fields);
    await this.verify({ path: `/api/public/tracking/${this.values.linkUuid}/verify`, email: null });
  }

  /** Does what the program of a step does. */
  async recipe(step: StepId): Promise<void> {
    const { calls = [], verification, stream, poll } = this.recipeOf(step);
    for (const call of calls) await this.send(call);
    if (verification) await this.verify(verification);
    if (stream) await this.stream(stream);
    if (poll) await this.call(poll);
  }

  recipeOf(step: StepId): Recipe {
    return recipeOf(step, this.values);
  }

  /** Subscribes with a new connection, and then does what the step does once subscribed. */
  async stream({ channel, token, onceSubscribed }: Pick<Stream, 'channel' | 'token' | 'onceSubscribed'>) {
    this.hangUp();
    const bearer = token ?? this.values.sessionToken;
    const after = this.wire.newest;
    this.pusher = this.connect(bearer);
    this.pusher.subscribe(channel);
    const subscribed = arrived('pusher_internal:subscription_succeeded');
    await this.wire.next(subscribed, after, this.signal);
    if (onceSubscribed) await this.call(onceSubscribed);
  }

  hangUp(): void {
    this.pusher?.disconnect();
    this.pusher = null;
  }

  private connect(bearer: string): Pusher {
    const { appKey, wsHost: host, wsPort: port, wsTls } = this.values;
    return new Pusher(appKey, {
      ...{ cluster: '', wsHost: host, wsPort: port, wssPort: port, forceTLS: wsTls },
      ...{ enabledTransports: ['ws', 'wss'], disableStats: true },
      channelAuthorization: {
        ...{ endpoint: '', transport: 'ajax' },
        customHandler: ({ socketId, channelName }, callback) => {
          const form = { socket_id: socketId, channel_name: channelName };
          const call = { method: 'POST', path: '/broadcasting/auth', token: bearer, form } as const;
          this.call(call).then(
            ({ body }) => callback(null, body as { auth: string }),
            (error: unknown) => {
              callback(error as Error, null);
              this.cancel(error as Error);
            },
          );
        },
      },
    });
  }

  private async verify({ path, email }: { path: string; email: string | null }): Promise<void> {
    const body: Call['body'] = email === null ? {} : { email };
    const call = { method: 'POST', path, body } as const;
    let session = (await this.call(call)).body as SessionAnswer;
    if (session.challenge_id !== undefined && email !== null) {
      const code = await this.codeOf(email);
      const shown = { email, code, challenge_id: session.challenge_id };
      session = (await this.call({ ...call, body: shown })).body as SessionAnswer;
    }
    this.know({ sessionToken: session.session_token ?? '' });
  }

  private async codeOf(email: string): Promise<string> {
    const code = await this.until(async () => (await caughtCode(email)) ?? undefined, MAIL_POLL_MS);
    this.codeCaught(code);
    return code;
  }
}

/** An event that came in, or the answer to a call, by its title. */
export function arrived(title: string): WireMatch {
  return (entry) => entry.direction === 'in' && entry.title === title;
}

/** The answer to a call of this path. */
export function answered(method: Call['method'], path: string): WireMatch {
  return (entry) => entry.direction === 'in' && entry.title.startsWith(`${method} ${path}`);
}
