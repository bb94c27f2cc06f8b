import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  KEYS,
  KafkaFixture,
  eventually,
  numbersTopic,
  openKafkaProcess,
  range,
  runTypeScript,
  startReading,
  type Handled,
  type MemberOptions,
  type MessagingProcess,
  type Numbered,
  type TypeScriptProcess,
} from '@yipii/testing';
import type { Envelope } from '@yipii/protocol';
import { NotPublished } from '../messaging.ports';

const MEMBER = path.resolve(__dirname, '../../../../testing/src/kafka-member.main.ts');
/** Session, heartbeat and join of the others: what a killed member's partitions may take to move. */
const MOVED_WITHIN_MS = 10_000;

describe('messaging over Kafka, where parts of it fail', () => {
  let kafka: KafkaFixture;
  const open: MessagingProcess[] = [];
  const members: TypeScriptProcess[] = [];
  let from = numbersTopic<Numbered>('');
  let to = numbersTopic<Handled>('');

  beforeAll(async () => void (kafka = await KafkaFixture.start()), 60_000);
  afterAll(() => kafka.destroy());
  beforeEach(() => {
    const id = randomUUID().slice(0, 8);
    from = numbersTopic(`numbers.counted.${id}.v1`);
    to = numbersTopic(`numbers.handled.${id}.v1`);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
    for (const member of members) member.signal('SIGKILL');
    await Promise.all(members.splice(0).map(({ exit }) => exit));
  });

  function aProcess(address = kafka.broker.url, settings = {}) {
    const one = openKafkaProcess(address, settings);
    open.push(one);
    return one;
  }

  function aMember(name: string, workMs: number) {
    const broker = kafka.broker.url;
    const options: MemberOptions = { name, broker, group: 'echo', from: from.name, to: to.name, workMs };
    const member = runTypeScript(MEMBER, options);
    members.push(member);
    return member;
  }

  /** Publishes 0, 1, 2, … to every key until it is told to stop; answers how many of each. */
  function aFlow(process: MessagingProcess, everyMs: number) {
    const end = new AbortController();
    const finished = (async () => {
      let n = 0;
      for (; !end.signal.aborted; n += 1) {
        const number = n;
        await process.publisher.publish(
          from,
          KEYS.map((key) => ({ key, event: { n: number } })),
        );
        await sleep(everyMs);
      }
      return n;
    })();
    return {
      stop: () => {
        end.abort();
        return finished;
      },
    };
  }

  const handled = () => kafka.read(to).catch(() => [] as Envelope<Handled>[]);
  const handledBy = async (name: string) => (await handled()).filter(({ event }) => event.by === name);

  async function allHandled(count: number) {
    return eventually(
      async () => {
        const events = await handled();
        for (const key of KEYS) expect(firsts(numbersOf(events, key))).toEqual(range(count));
        return events;
      },
      { timeoutMs: 30_000, everyMs: 500 },
    );
  }

  it('rejects while the broker is away, turns readiness red, and heals by itself', async () => {
    const process = aProcess();
    const reader = startReading(process.consumers, { topic: from, group: 'away' });
    await process.publisher.publish(from, [{ key: 'a', event: { n: 0 } }]);
    await eventually(() => expect(reader.events).toHaveLength(1));
    expect(process.health.problems()).toEqual({});
    await kafka.broker.stop();
    await expect(process.publisher.publish(from, [{ key: 'a', event: { n: 1 } }])).rejects.toBeInstanceOf(
      NotPublished,
    );
    await eventually(() => expect(Object.keys(process.health.problems())).toHaveLength(2));
    await kafka.broker.start();
    const back = Date.now();
    await eventually(() => expect(process.health.problems()).toEqual({}), { timeoutMs: MOVED_WITHIN_MS });
    await process.publisher.publish(from, [{ key: 'a', event: { n: 2 } }]);
    await eventually(() => expect(reader.numbersOf('a')).toContain(2));
    expect(Date.now() - back).toBeLessThan(MOVED_WITHIN_MS);
  }, 60_000);

  it('turns readiness red while the broker takes what its readers ask, and answers nothing', async () => {
    const process = aProcess(kafka.proxied);
    const reader = startReading(process.consumers, { topic: from, group: 'unanswered' });
    await reader.ready;
    await eventually(() => expect(process.health.problems()).toEqual({}));
    kafka.proxy.swallowAnswers();
    const red = { [`Kafka group unanswered on ${from.name}`]: 'gets no answer from Kafka' };
    await eventually(() => expect(process.health.problems()).toMatchObject(red), { timeoutMs: 30_000 });
    kafka.proxy.restore();
    await eventually(() => expect(process.health.problems()).toEqual({}), { timeoutMs: 30_000 });
  }, 90_000);

  it('loses, doubles and reorders nothing where the answer to a send is lost', async () => {
    const process = aProcess(kafka.proxied, { publishTimeoutMs: 10_000 });
    const publish = (n: number) =>
      process.publisher.publish(
        from,
        KEYS.map((key) => ({ key, event: { n } })),
      );
    await publish(0);
    const sends: Promise<void>[] = [];
    for (let n = 1; n < 60; n += 1) {
      if (n === 20) {
        await Promise.all(sends);
        kafka.proxy.swallowAnswers();
      }
      sends.push(publish(n));
      await sleep(5);
    }
    await eventually(async () => expect(await kafka.countStored(from)).toBeGreaterThan(20 * KEYS.length));
    kafka.proxy.restore();
    await Promise.all(sends);
    const stored = await kafka.read(from);
    for (const key of KEYS) expect(numbersOf(stored, key)).toEqual(range(60));
  }, 30_000);

  it('loses and reorders nothing within a key where members join and leave', async () => {
    const [writer, first, second] = [aProcess(), aProcess(), aProcess()];
    const seen: Envelope<Numbered>[] = [];
    const join = ({ consumers }: MessagingProcess) =>
      consumers.start<Numbered>({
        topic: from,
        group: 'crowd',
        handle: async ({ events }) => {
          await sleep(5);
          seen.push(...events);
        },
      });
    const flow = aFlow(writer, 10);
    const one = join(first);
    await one.ready;
    const two = join(second);
    await two.ready;
    await sleep(500);
    const three = join(first);
    await three.ready;
    await one.stop();
    await sleep(500);
    await two.stop();
    await sleep(500);
    const count = await flow.stop();
    await eventually(() => {
      for (const key of KEYS) expect(firsts(numbersOf(seen, key))).toEqual(range(count));
    });
    expect(seen).toHaveLength(count * KEYS.length);
  }, 60_000);

  it('moves the partitions of a killed member within ten seconds', async () => {
    const flow = aFlow(aProcess(), 20);
    const victim = aMember('victim', 5);
    const heir = aMember('heir', 5);
    await eventually(async () => expect(await handledBy('victim')).not.toHaveLength(0));
    await eventually(async () => expect(await handledBy('heir')).not.toHaveLength(0));
    const orphans = new Set((await handledBy('victim')).map(({ subject }) => subject));
    victim.signal('SIGKILL');
    await victim.exit;
    const killed = Date.now();
    await eventually(
      async () => {
        const adopted = new Set((await handledBy('heir')).map(({ subject }) => subject));
        expect([...orphans].filter((key) => !adopted.has(key))).toEqual([]);
      },
      { timeoutMs: MOVED_WITHIN_MS, everyMs: 200 },
    );
    expect(Date.now() - killed).toBeLessThan(MOVED_WITHIN_MS);
    await allHandled(await flow.stop());
    heir.signal('SIGTERM');
    expect(await heir.exit).toBe(0);
  }, 60_000);

  it('prevents a member that was frozen past its session from writing stale data', async () => {
    const flow = aFlow(aProcess(), 20);
    const sleeper = aMember('sleeper', 300);
    await eventually(() => expect(sleeper.lines.length).toBeGreaterThan(0));
    const heir = aMember('heir', 20);
    await eventually(async () => expect(await handledBy('heir')).not.toHaveLength(0), { timeoutMs: 20_000 });
    await eventually(async () => expect(await handledBy('sleeper')).not.toHaveLength(0));
    const begun = sleeper.lines.length;
    await eventually(() => expect(sleeper.lines.length).toBeGreaterThan(begun), { everyMs: 1 });
    sleeper.signal('SIGSTOP');
    await eventually(
      async () =>
        expect(new Set((await handledBy('heir')).map(({ subject }) => subject)).size).toBe(KEYS.length),
      { timeoutMs: 20_000, everyMs: 500 },
    );
    const woken = (await handledBy('sleeper')).length;
    sleeper.signal('SIGCONT');
    await eventually(async () => expect((await handledBy('sleeper')).length).toBeGreaterThan(woken), {
      timeoutMs: 20_000,
      everyMs: 500,
    });
    const events = await allHandled(await flow.stop());
    for (const key of KEYS) expect(staleWritesOf(events, key, 'sleeper')).toEqual([]);
    for (const member of [sleeper, heir]) member.signal('SIGTERM');
    expect([await sleeper.exit, await heir.exit]).toEqual([0, 0]);
  }, 90_000);

  it('finishes and commits its batches on SIGTERM, so that nothing comes twice', async () => {
    const writer = aProcess();
    for (const n of range(20)) {
      await writer.publisher.publish(
        from,
        KEYS.map((key) => ({ key, event: { n } })),
      );
    }
    const first = aMember('first', 1_000);
    await eventually(() => expect(first.lines.length).toBeGreaterThan(0), { timeoutMs: 20_000 });
    first.signal('SIGTERM');
    expect(await first.exit).toBe(0);
    expect(await handledBy('first')).not.toHaveLength(0);
    await writer.publisher.publish(
      from,
      KEYS.map((key) => ({ key, event: { n: 20 } })),
    );
    const second = aMember('second', 5);
    const events = await allHandled(21);
    expect(events).toHaveLength(21 * KEYS.length);
    second.signal('SIGTERM');
    expect(await second.exit).toBe(0);
  }, 60_000);
});

function numbersOf(events: readonly Envelope<Numbered>[], key: string): number[] {
  return events.filter((event) => event.subject === key).map(({ event }) => event.n);
}

/** Without repeats of what came before. */
function firsts(numbers: readonly number[]): number[] {
  return [...new Set(numbers)];
}

/** What a member wrote of a key behind something newer that another had written. */
function staleWritesOf(events: readonly Envelope<Handled>[], key: string, name: string): number[] {
  let newest = -1;
  return events
    .filter((event) => event.subject === key)
    .flatMap(({ event: { n, by } }) => {
      if (by !== name) newest = Math.max(newest, n);
      return by === name && n <= newest ? [n] : [];
    });
}
