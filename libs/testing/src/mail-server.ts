import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

/** What the server says to the next recipients or messages; a number is its refusal. */
type Reply = 'ok' | 'hang' | number;

export interface TakenMail extends ParsedMail {
  /** As it came. */
  readonly source: string;
}

/** An SMTP server of a test's own, on a port that it keeps. */
export class MailServer {
  readonly taken: TakenMail[] = [];
  recipient: Reply = 'ok';
  message: Reply = 'ok';
  /** Messages to this address get no reply. */
  readonly silentFor = 'slow@example.com';
  private port = 0;
  private server = this.create();

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(resolve));
    this.server = this.create();
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** What this address got, the oldest first. */
  mailsTo(address: string): readonly TakenMail[] {
    return this.taken.filter(({ to }) => [to ?? []].flat().some(({ text }) => text === address));
  }

  private create(): SMTPServer {
    return new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      closeTimeout: 1,
      onRcptTo: (_address, _session, done) => answer(this.recipient, done),
      onData: (stream, session, done) => void this.read(stream, session, done),
    });
  }

  private async read(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    done: (error?: Error | null) => void,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const source = Buffer.concat(chunks).toString('latin1');
    const mail = await simpleParser(Buffer.concat(chunks));
    const isFor = (address: string) => session.envelope.rcptTo.some((to) => to.address === address);
    const reply = isFor(this.silentFor) ? 'hang' : this.message;
    if (reply === 'ok') this.taken.push({ ...mail, source });
    answer(reply, done);
  }
}

function answer(reply: Reply, done: (error?: Error | null) => void): void {
  if (reply === 'hang') return;
  done(reply === 'ok' ? null : Object.assign(new Error('no'), { responseCode: reply }));
}
