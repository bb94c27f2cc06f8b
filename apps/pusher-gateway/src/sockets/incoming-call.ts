import { answerCall, bareAnswers } from './http-exchange';
import type { HttpAnswer, HttpCall, SocketServerSettings } from './socket-server.ports';

/** Bytes to read beyond a body that is too large: a client that is cut while it sends sees no answer. */
const SWALLOWED_BYTES = 1024 * 1024;

type CallSettings = Pick<SocketServerSettings, 'onRequest' | 'maxBodyBytes'>;

interface Outgoing {
  /**
   * Called once.
   * @param isLast ends the connection after it
   */
  answer(answer: HttpAnswer, isLast: boolean): void;
  /** Returns whether the server is stopping: remaining connections end after their current request. */
  isStopping(): boolean;
}

/** A request whose body is being read, up to a limit; answered when it is complete. */
export class IncomingCall {
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private isOver = false;

  constructor(
    private readonly asked: Omit<HttpCall, 'body'>,
    private readonly settings: CallSettings,
    private readonly out: Outgoing,
  ) {}

  /** Copies the chunk, which its owner may reuse. */
  take(chunk: Uint8Array): void {
    this.size += chunk.byteLength;
    if (this.isTooLarge) this.chunks.length = 0;
    else if (chunk.byteLength > 0) this.chunks.push(Buffer.from(chunk));
    if (this.size > this.settings.maxBodyBytes + SWALLOWED_BYTES) this.answer(bareAnswers.tooLarge, true);
  }

  /** Whether it has been answered, or its client is gone. */
  get isAnswered(): boolean {
    return this.isOver;
  }

  /** The body is complete. */
  end(): void {
    if (this.isOver) return;
    if (this.isTooLarge) {
      this.answer(bareAnswers.tooLarge, false);
      return;
    }
    const call: HttpCall = { ...this.asked, body: Buffer.concat(this.chunks) };
    void answerCall(call, this.settings.onRequest).then((answer) =>
      this.answer(answer, this.out.isStopping()),
    );
  }

  /** The client is gone: there is no answer. */
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
