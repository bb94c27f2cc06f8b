import { deadLetterTopic, decodeBatch, type DeadLetter, type LogInspector } from '@yipii/platform';
import { topics, type Topic } from '@yipii/protocol';
import { CommandFailed, UsageError, type Command, type Given, type Row } from '../command';
import type { Installation } from '../installation';
import { OUTBOX, OUTBOX_DEAD_LETTERS, replayOutbox } from '../outbox-dead-letters.postgres';

const ORIGINS: readonly Topic<unknown>[] = Object.values(topics);
const NAMES = [...ORIGINS.map(({ name }) => name), OUTBOX];
/** Events of one transaction. */
const REPLAYED_AT_ONCE = 500;
const ID = /^\d{1,5}:\d{1,15}$/;
const DEFAULT_LIMIT = 50;
/** Of events; the outbox takes no others. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A dead letter with its place in the dead-letter topic. */
interface Found {
  readonly id: string;
  readonly key: string;
  readonly occurredAt: string;
  readonly letter: DeadLetter;
}

export const DEAD_LETTER_COMMANDS: readonly Command[] = [
  {
    name: 'dead-letter list',
    summary: 'List what could not be processed, the newest of each topic last.',
    example: '--topic position.received.v1',
    options: {
      topic: { text: `Only of this one: ${NAMES.join(', ')}.`, value: 'TOPIC' },
      limit: { text: `How many of each topic; default: ${DEFAULT_LIMIT}.`, value: 'NUMBER' },
    },
    async run(installation, given) {
      const limit = given.has('limit') ? given.id('limit') : DEFAULT_LIMIT;
      const names = given.has('topic') ? [given.oneOf('topic', NAMES)] : NAMES;
      const rows: Row[] = [];
      for (const topic of ORIGINS.filter(({ name }) => names.includes(name)))
        rows.push(...(await newest(installation.log, topic, limit)));
      if (names.includes(OUTBOX)) rows.push(...(await outboxRows(installation, limit)));
      return rows;
    },
  },
  {
    name: 'dead-letter show',
    summary: 'Print one, as text where it is text.',
    example: 'position.received.v1 --id 3:41',
    places: ['topic'],
    options: { id: { text: 'Its id in the list.', value: 'ID', required: true } },
    async run({ log }, given) {
      const topic = originOf(given);
      const id = given.text('id', ID, 'must be an id of the list');
      const [found] = await collect(log, topic, (candidate) => candidate.id === id);
      if (!found) throw new CommandFailed(`${topic.name} has no dead letter ${id}`);
      return textOf(Buffer.from(found.letter.payload, 'base64'));
    },
  },
  {
    name: 'dead-letter replay',
    summary: 'Feed dead letters back into their topic, once what they failed by is mended.',
    example: 'position.received.v1 --all',
    places: ['topic'],
    options: {
      id: { text: 'Only the one with this id in the list.', value: 'ID' },
      all: { text: 'All that are kept. Those that were processed since are recognised by their readers.' },
    },
    async run(installation, given) {
      if (given.has('id') === given.has('all')) throw new UsageError('either --id or --all must be given');
      const topic = given.oneOf('topic', NAMES);
      if (topic === OUTBOX)
        return [await replayOutbox(installation.unitOfWork, given.has('id') ? given.id('id') : null)];
      const id = given.has('id') ? given.text('id', ID, 'must be an id of the list') : null;
      return [await replay(installation, originOf(given), id)];
    },
  },
];

/** @throws UsageError */
function originOf(given: Given): Topic<unknown> {
  const name = given.oneOf(
    'topic',
    ORIGINS.map((topic) => topic.name),
  );
  const topic = ORIGINS.find((candidate) => candidate.name === name);
  if (!topic) throw new UsageError('topic is missing');
  return topic;
}

async function newest(log: LogInspector, topic: Topic<unknown>, limit: number): Promise<Row[]> {
  const found = (await collect(log, topic, () => true)).sort((a, b) =>
    a.occurredAt < b.occurredAt ? -1 : 1,
  );
  return found.slice(-limit).map(({ id, key, occurredAt, letter: { origin, reason } }) => ({
    ...{ topic: topic.name, id, at: occurredAt, key, reason },
    origin:
      origin.kind === 'topic' ? `partition ${origin.partition}, offset ${origin.offset}` : origin.protocol,
  }));
}

async function outboxRows({ pool }: Installation, limit: number): Promise<Row[]> {
  const { rows } = await pool.query<Record<'id' | 'topic' | 'key' | 'reason', string> & { failed_at: Date }>(
    OUTBOX_DEAD_LETTERS,
    [limit],
  );
  return rows.reverse().map(({ id, topic, key, reason, failed_at: at }) => ({
    ...{ topic: OUTBOX, id, at: at.toISOString(), key, reason },
    origin: topic,
  }));
}

async function collect(
  log: LogInspector,
  topic: Topic<unknown>,
  wants: (found: Found) => boolean,
): Promise<Found[]> {
  const found: Found[] = [];
  const letters = deadLetterTopic(topic);
  await log.read(letters, (message) => {
    const [event] = decodeBatch(letters, message.partition, [message]).events;
    if (!event) return;
    const { offset, subject, occurredAt, event: letter } = event;
    const one = { id: `${message.partition}:${offset}`, key: subject, occurredAt, letter };
    if (wants(one)) found.push(one);
  });
  return found;
}

/** By way of the outbox, in their order: a relay publishes them, in either mode. */
async function replay(
  { log, unitOfWork }: Installation,
  topic: Topic<unknown>,
  id: string | null,
): Promise<Row> {
  const found = await collect(log, topic, (candidate) => id === null || candidate.id === id);
  if (id !== null && found.length === 0) throw new CommandFailed(`${topic.name} has no dead letter ${id}`);
  const events = found.flatMap(({ key, letter }) => readable(topic, key, letter));
  for (let first = 0; first < events.length; first += REPLAYED_AT_ONCE)
    await unitOfWork.run((tx) => tx.emit(topic, ...events.slice(first, first + REPLAYED_AT_ONCE)));
  return { topic: topic.name, replayed: events.length, unreadable: found.length - events.length };
}

/** Empty: a frame of a device, or a message that this version can't read either. */
function readable(topic: Topic<unknown>, key: string, { origin, payload }: DeadLetter) {
  if (origin.kind !== 'topic') return [];
  const message = { key, value: Buffer.from(payload, 'base64'), offset: origin.offset };
  const { events } = decodeBatch(topic, origin.partition, [message]);
  return events.filter(({ id }) => UUID.test(id)).map((event) => ({ ...event, key }));
}

/** Frames of devices are bytes: `npm run decode` reads the hexadecimal form. */
function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) && !/[^\P{Cc}\n\r\t]/u.test(text) ? text : bytes.toString('hex');
}
