import { recordId, topics, type PositionReceived } from '@yipii/protocol';
import {
  eventually,
  postgresLogFixture,
  startReading,
  type PostgresLogFixture,
  type MessagingProcess,
} from '@yipii/testing';
import { deadLetterTopic } from '../dead-letter';

/** As 0.1.0 made it, with what this version has not changed since. */
const EVENT_TABLE = `
  ALTER TABLE log.event DROP COLUMN events, DROP COLUMN bytes, DROP COLUMN batch;
  ALTER TABLE log.event ADD COLUMN headers text`;
const AT = Date.UTC(2026, 10, 23, 15);
const reading = { valid: true, lat: 54.7, lng: 25.3, altitude: 112, speed: 54, heading: 271, attributes: {} };

/** As 0.1.0 wrote it. */
function aFrame(n: number): object {
  const record = { fixTime: AT + n, ...reading };
  return {
    ...{ accountId: 3, accountKey: 'fleet', assetId: 1042, assetName: 'Truck 7', deviceId: 77 },
    ...{
      protocol: 'teltonika',
      receivedAt: AT + n + 400,
      records: [{ id: recordId('1', record), ...record }],
    },
  };
}

describe('a log of 0.1.0 with unread events', () => {
  let fixture: PostgresLogFixture;
  let process: MessagingProcess;
  const topic = topics.positionReceived;

  beforeAll(async () => {
    fixture = await postgresLogFixture();
    const first = await fixture.open();
    await first.publisher.publish(topic, [{ key: '1042', event: aFrame(0) as PositionReceived }]);
    await first.close();
    await fixture.query(EVENT_TABLE);
    await fixture.query(`UPDATE log.event SET key = '1042', payload = $1, headers = '{"event-id":"x"}'`, [
      JSON.stringify(aFrame(0)),
    ]);
    for (let n = 1; n < 5; n += 1) {
      await fixture.query(
        `INSERT INTO log.event SELECT topic, part, off + 1, at, key, $1 FROM log.event ORDER BY off DESC LIMIT 1`,
        [JSON.stringify(aFrame(n))],
      );
    }
    process = await fixture.open();
  });

  afterAll(async () => {
    await process.close();
    await fixture.destroy();
  });

  it('is read in full, and goes on in the new envelope', async () => {
    const reader = startReading(process.consumers, { topic, group: 'enrichment' });
    const letters = startReading(process.consumers, { topic: deadLetterTopic(topic), group: 'operators' });
    const account = { id: 3, key: 'fleet' };
    await process.publisher.publish(topic, [{ key: '1042', event: aFrame(5) as PositionReceived, account }]);
    await eventually(() => expect(reader.events).toHaveLength(6));
    const received = reader.events.map(({ event }) => event.receivedAt - AT - 400);
    expect(received).toEqual([0, 1, 2, 3, 4, 5]);
    for (const event of reader.events) expect(event).toMatchObject({ account, subject: '1042' });
    expect(letters.events).toEqual([]);
  });

  it('loses the column that nothing reads anymore', async () => {
    const columns = await fixture.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = 'log.event'::regclass AND attnum > 0 AND NOT attisdropped`,
    );
    expect(columns.map(({ name }) => name)).toEqual([
      'topic',
      'part',
      'off',
      'at',
      'key',
      'payload',
      'events',
      'bytes',
      'batch',
    ]);
  });
});
