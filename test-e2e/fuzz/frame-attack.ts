import { RawSocket } from '../support/raw-socket';
import { frameText } from './fuzz-frames';
import { FUZZ_APP } from './fuzz-names';
import { wireFrame, type WireFrame } from './fuzz-wire';
import { isKnownClose, problemOfAnswer } from './known-answers';
import type { RandomSource } from './random-source';

const CONNECTIONS = 50;
const PATH = `/app/${FUZZ_APP.key}?protocol=7&client=js&version=8.6.0&flash=false`;
const ANSWER_TIMEOUT_MS = 10_000;
const MAX_PROBLEMS = 20;

/** Many connections that send mutated frames, each replaced when it was closed. */
export class FrameAttack {
  /** What the server said that it must not. */
  readonly problems: string[] = [];
  /** By code; those that the server closed. */
  readonly closes = new Map<number, number>();
  answers = 0;
  connectionsMade = 0;
  private attackers: Attacker[] = [];

  constructor(
    private readonly port: number,
    private readonly random: RandomSource,
  ) {}

  /** Sends so many frames; then all that are still connected answer a question. */
  async send(frames: number): Promise<void> {
    for (let sent = 0; sent < frames;) {
      await this.refill();
      for (; sent < frames; sent++) {
        const sound = this.attackers.filter(({ isSound }) => isSound);
        if (sound.length < CONNECTIONS / 2) break;
        this.attack(sound[this.random.below(sound.length)]);
      }
      await Promise.all(this.attackers.map((attacker) => attacker.settle()));
    }
  }

  async end(): Promise<void> {
    for (const attacker of this.attackers) attacker.cut();
    await Promise.all(this.attackers.map(({ closed }) => closed));
    this.attackers = [];
  }

  private attack(attacker: Attacker | undefined): void {
    attacker?.send(wireFrame(this.random, frameText(this.random, attacker.socketId)));
    if (this.random.percent(0.3)) attacker?.cut();
  }

  private async refill(): Promise<void> {
    this.attackers = this.attackers.filter(({ isSound }) => isSound);
    const missing = Array.from({ length: CONNECTIONS - this.attackers.length }, () => this.connect());
    this.attackers.push(...(await Promise.all(missing)));
  }

  private async connect(): Promise<Attacker> {
    this.connectionsMade++;
    const attacker = new Attacker(this.port, {
      answered: (text) => {
        this.answers++;
        const problem = problemOfAnswer(text);
        if (problem !== null) this.note(problem);
      },
      closed: (code) => {
        this.closes.set(code, (this.closes.get(code) ?? 0) + 1);
        if (!isKnownClose(code)) this.note(`closed with ${code}`);
      },
      silent: () => this.note('no answer, and not closed'),
    });
    await attacker.ready();
    return attacker;
  }

  private note(problem: string): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(problem);
  }
}

interface AttackListener {
  answered(text: string): void;
  /** By the server. */
  closed(code: number): void;
  /** It was neither answered in time nor closed. */
  silent(): void;
}

class Attacker {
  socketId = '';
  readonly closed: Promise<void>;
  private readonly socket: RawSocket;
  private isBroken = false;
  private isCut = false;
  private questions = 0;
  private awaited: { readonly part: string; readonly resolve: (isAnswered: boolean) => void } | null = null;

  constructor(
    port: number,
    private readonly listener: AttackListener,
  ) {
    let end = (): void => undefined;
    this.closed = new Promise((resolve) => (end = resolve));
    this.socket = new RawSocket(
      { port, path: PATH },
      {
        text: (bytes, start, stop) => this.heard(bytes.toString('utf8', start, stop)),
        closed: (code) => {
          if (!this.isCut) this.listener.closed(code);
          this.awaited?.resolve(true);
          end();
        },
      },
    );
  }

  /** Whether a well-formed frame will still be understood. */
  get isSound(): boolean {
    return this.socket.isUsable && !this.isBroken;
  }

  async ready(): Promise<void> {
    const established = this.answer('"pusher:connection_established"');
    await this.socket.opened;
    await established;
  }

  send({ pieces, isSound }: WireFrame): void {
    for (const piece of pieces) this.socket.write(piece);
    this.isBroken ||= !isSound;
  }

  cut(): void {
    this.isCut = true;
    this.socket.cut();
  }

  /** Everything sent so far was read: the answer to a question after it is here. */
  async settle(): Promise<void> {
    if (!this.isSound) {
      this.cut();
      return;
    }
    // No channel has such a name.
    const channel = `!question-${++this.questions}`;
    const answered = this.answer(`"channel":"${channel}"`);
    this.socket.send(JSON.stringify({ event: 'pusher:subscribe', data: { channel } }));
    await answered;
  }

  private heard(text: string): void {
    this.listener.answered(text);
    if (this.socketId === '') this.socketId = socketIdOf(text);
    if (this.awaited && text.includes(this.awaited.part)) this.awaited.resolve(true);
  }

  private async answer(part: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const isAnswered = await new Promise<boolean>((resolve) => {
      this.awaited = { part, resolve };
      timer = setTimeout(() => resolve(false), ANSWER_TIMEOUT_MS);
    });
    clearTimeout(timer);
    this.awaited = null;
    if (!isAnswered) this.listener.silent();
  }
}

function socketIdOf(text: string): string {
  return /socket_id\\":\\"([\d.]+)/.exec(text)?.[1] ?? '';
}
