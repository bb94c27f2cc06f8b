import path from 'node:path';
import { javaClassPath, pythonProgram } from './client-libraries';
import { LineProgram } from './line-program';

/** What a program tells of one of its clients; of a connection where there is no channel. */
interface Happening {
  readonly client: string;
  readonly event: string;
  readonly data: unknown;
  readonly channel?: string | null;
}

export interface Address {
  readonly key: string;
  readonly host: string;
  readonly port: number;
  /** Before `/app`. */
  readonly path?: string;
  /** Where the customer's server signs channels. */
  readonly auth?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where it signs users. */
  readonly userAuth?: string;
  /** For a client that signs its channels itself. */
  readonly secret?: string;
  readonly user?: string;
}

/** A stock client of another language, in a program that can hold several. */
export class RemoteClients {
  private readonly happened: Happening[] = [];
  private readonly program: LineProgram;
  private next = 0;

  private constructor(program: string, args: readonly string[]) {
    this.program = LineProgram.spawn(program, args, (value) => this.happened.push(value as Happening));
  }

  static async pysher(): Promise<RemoteClients> {
    return new RemoteClients(await pythonProgram(), [path.join(__dirname, 'python/client.py')]);
  }

  static async java(): Promise<RemoteClients> {
    const source = path.join(__dirname, 'java/Client.java');
    return new RemoteClients('java', ['-cp', await javaClassPath(), source]);
  }

  open(address: Address): RemoteClient {
    const client = new RemoteClient(String(this.next++), this.program, this.happened);
    client.run('connect', { ...address });
    return client;
  }

  end(): Promise<void> {
    return this.program.end();
  }
}

export class RemoteClient {
  constructor(
    private readonly name: string,
    private readonly program: LineProgram,
    private readonly happened: readonly Happening[],
  ) {}

  run(command: string, more: object = {}): void {
    this.program.tell({ do: command, client: this.name, ...more });
  }

  /** Data of what has happened so far: of the channel, or of the connection where none is named. */
  got(event: string, channel: string | null = null): unknown[] {
    return this.happened
      .filter((it) => it.client === this.name && it.event === event && (it.channel ?? null) === channel)
      .map(({ data }) => data);
  }

  /** Resolves with its data once it has happened so often. */
  happens(event: string, channel: string | null = null, times = 1): Promise<unknown> {
    return this.program.eventually(() => {
      const got = this.got(event, channel);
      if (got.length >= times) return got[times - 1];
      const mine = this.happened.filter(({ client }) => client === this.name);
      throw new Error(`${event} has not happened, but: ${JSON.stringify(mine)}`);
    });
  }

  /** Once connected; resolves with the users of a presence channel. */
  async join(channel: string, events: readonly string[] = []): Promise<unknown> {
    this.subscribe(channel, events);
    return this.happens('pusher:subscription_succeeded', channel);
  }

  subscribe(channel: string, events: readonly string[] = []): void {
    this.run('subscribe', { channel, events });
  }

  trigger(channel: string, event: string, data: unknown): void {
    this.run('trigger', { channel, event, data });
  }
}
