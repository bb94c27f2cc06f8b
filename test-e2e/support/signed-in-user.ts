import Pusher from 'pusher-js';

export const PASSWORD = 'correct horse battery';

interface Live {
  readonly key: string;
  readonly wsPort: number;
}

/** A user in a browser: the session's cookie, and sockets whose channels it authorises. */
export class SignedInUser {
  private readonly pushers: Pusher[] = [];

  private constructor(
    private readonly api: string,
    private readonly live: Live,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  static async signIn(api: string, live: Live, email: string, password = PASSWORD): Promise<SignedInUser> {
    const response = await fetch(`${api}/api/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({ email, password }),
    });
    const { data } = (await response.json()) as { data: { csrf_token: string } };
    const [cookie = ''] = response.headers.getSetCookie()[0]?.split(';') ?? [];
    return new SignedInUser(api, live, {
      cookie,
      'x-csrf-token': data.csrf_token,
      'sec-fetch-site': 'same-origin',
    });
  }

  async send(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.api}${path}`, {
      method,
      headers: { ...this.headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  /** Subscribes on a socket of its own. `closed` resolves with the code of the server. */
  async watch(channel: string): Promise<{ readonly closed: Promise<number> }> {
    const pusher = new Pusher(this.live.key, {
      ...{ wsHost: '127.0.0.1', wsPort: this.live.wsPort, forceTLS: false, enabledTransports: ['ws'] },
      ...{ disableStats: true, cluster: '' },
      channelAuthorization: {
        ...{ endpoint: '', transport: 'ajax' },
        customHandler: ({ socketId, channelName }, answer) => {
          this.send('POST', '/broadcasting/auth', { socket_id: socketId, channel_name: channelName })
            .then((response) => response.json())
            .then((body) => answer(null, body as { auth: string }))
            .catch((error: unknown) => answer(new Error(String(error)), null));
        },
      },
    });
    this.pushers.push(pusher);
    const closed = new Promise<number>((resolve) => {
      pusher.connection.bind('error', ({ data }: { data?: { code?: number } }) => resolve(data?.code ?? 0));
    });
    await new Promise<void>((resolve, reject) => {
      const subscription = pusher.subscribe(channel);
      subscription.bind('pusher:subscription_succeeded', () => resolve());
      subscription.bind('pusher:subscription_error', (error: unknown) =>
        reject(new Error(JSON.stringify(error))),
      );
    });
    return { closed };
  }

  /** For the end of a test: pusher-js tries again for ever. */
  disconnect(): void {
    for (const pusher of this.pushers) pusher.disconnect();
  }
}
