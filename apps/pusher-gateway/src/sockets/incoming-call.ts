import { answerCall, bareAnswers } from './http-exchange';
import type { HttpAnswer, HttpCall, SocketServerSettings } from './socket-server.ports';

/** Read on so far behind a body that is too large: a client that is cut while it sends sees no answer. */
const SWALLOWED_BYTES = 1024 * 1024;

type CallSettings = Pick<SocketServerSettings, 'onRequest' | 'maxBodyBytes'>;

interface Outgoing {
  /** Called once. `isLast` ends the connection behind it. */
  answer(answer: HttpAnswer, isLast: boolean): void;
  /** Nothing new is begun on the connections that are left. */
  isStopping(): boolean;
}

/** A request whose body is on its way, up to a limit; answered when it is whole. */
export class IncomingCall {
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private isOver = false;

  constructor(
    private readonly asked: Omit<HttpCall, 'body'>,
    private readonly settings: CallSettings,
    private readonly out: Outgoing,
  ) {}

  /** The chunk may be reused by its owner afterwards. */
  take(chunk: Uint8Array): void {
    this.size += chunk.byteLength;
    if (this.isTooLarge) this.chunks.length = 0;
    else if (chunk.byteLength > 0) this.chunks.push(Buffer.from(chunk));
    if (this.size > this.settings.maxBodyBytes + SWALLOWED_BYTES) this.answer(bareAnswers.tooLarge, true);
  }

  /** All of the body was taken. */
  end(): void {
    if (this.isTooLarge) {
      this.answer(bareAnswers.tooLarge, false);
      return;
    }
    const call: HttpCall = { ...this.asked, body: Buffer.concat(this.chunks) };
    void answerCall(call, this.settings.onRequest).then((answer) =>
      this.answer(answer, this.out.isStopping()),
    );
  }

  /** The client is gone: nobody is answered. */
  abort(): void {
    this.isOver = true;
  }

  private get isTooLarge(): boolean {
    return this.size > this.settings.maxBodyBytes;
  }

  private answer(answer: HttpAnswer, isLast: boolean): void {
    if (!this.isOver) this.out.answer(answer, isLast);
    this.isOver = true;
  }
}
