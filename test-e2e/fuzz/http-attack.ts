import { RawHttp, type RawAnswer } from '../support/raw-http';
import { fuzzCall } from './fuzz-calls';
import { wireCall, type WireCall } from './http-wire';
import type { RandomSource } from './random-source';

const AT_ONCE = 20;
const ANSWER_TIMEOUT_MS = 10_000;
/** For what can not be answered. */
const PATIENCE_MS = 100;
const MAX_PROBLEMS = 20;

/** Mutated calls of the HTTP API, some at once, on connections that are kept where HTTP allows it. */
export class HttpAttack {
  readonly problems: string[] = [];
  /** Answers by status; 0: closed without one. */
  readonly statuses = new Map<number, number>();
  private connections: RawHttp[] = [];

  constructor(
    private readonly port: number,
    private readonly random: RandomSource,
  ) {}

  async send(calls: number): Promise<void> {
    for (let sent = 0; sent < calls; sent += AT_ONCE) {
      const wires = Array.from({ length: Math.min(AT_ONCE, calls - sent) }, () =>
        wireCall(this.random, fuzzCall(this.random)),
      );
      await Promise.all(wires.map((wire, index) => this.call(wire, index)));
    }
  }

  end(): void {
    for (const connection of this.connections) connection.cut();
    this.connections = [];
  }

  private async call(wire: WireCall, index: number): Promise<void> {
    const kept = this.connections[index];
    const connection = kept?.isUsable ? kept : new RawHttp(this.port);
    this.connections[index] = connection;
    const answer = await this.answerTo(connection, wire);
    const status = answer?.status ?? 0;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    // A kept connection may have been closed the moment that we wrote.
    if (answer || connection !== kept) this.check(wire, answer);
    if (!wire.keepsAlive) connection.cut();
  }

  private async answerTo(connection: RawHttp, wire: WireCall): Promise<RawAnswer | null> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(
        () => {
          if (wire.isSound) this.note('no answer', wire);
          connection.cut();
          resolve(null);
        },
        wire.isSound ? ANSWER_TIMEOUT_MS : PATIENCE_MS,
      );
    });
    const answer = await Promise.race([connection.call(wire.pieces), late]);
    clearTimeout(timer);
    return answer;
  }

  private check(wire: WireCall, answer: RawAnswer | null): void {
    const status = answer?.status ?? 0;
    if (status === 500 || status === 503) this.note(`answered with ${status}`, wire);
    if (wire.isRight && status !== 200) this.note(`a right call was answered with ${status}`, wire);
    if (answer && status === 200 && !isJson(answer.body)) this.note(`answered with ${answer.body}`, wire);
  }

  private note(problem: string, { pieces }: WireCall): void {
    if (this.problems.length >= MAX_PROBLEMS) return;
    this.problems.push(`${problem}: ${Buffer.concat(pieces).toString('latin1').slice(0, 600)}`);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return text === ''; // Of HEAD.
  }
}
