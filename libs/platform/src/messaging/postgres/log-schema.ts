/**
 * Tables of the log. A row of `event` is a {@link StoredBatch}; the table is split by topic and each topic by time
 * into segments, which retention drops whole; `head` keeps the offsets of partitions whose events are all gone.
 */
export const LOG_SCHEMA = `
  CREATE SCHEMA IF NOT EXISTS log;
  CREATE TABLE IF NOT EXISTS log.writer (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    epoch bigint NOT NULL
  );
  CREATE TABLE IF NOT EXISTS log.topic (
    id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    partitions int NOT NULL
  );
  CREATE TABLE IF NOT EXISTS log.event (
    topic smallint NOT NULL,
    part smallint NOT NULL,
    off bigint NOT NULL,
    at timestamptz NOT NULL,
    key text NOT NULL,
    payload text NOT NULL,
    events int,
    bytes int,
    batch bytea
  ) PARTITION BY LIST (topic);
  DO $$ BEGIN
    -- Made by 0.1.0. An ALTER TABLE that changes nothing would still wait for whoever reads the table.
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'log.event'::regclass AND attname = 'headers') THEN
      ALTER TABLE log.event DROP COLUMN headers;
    END IF;
    -- Made by 0.2.0 or before.
    IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'log.event'::regclass AND attname = 'batch') THEN
      ALTER TABLE log.event ADD COLUMN events int, ADD COLUMN bytes int, ADD COLUMN batch bytea;
    END IF;
  END $$;
  CREATE TABLE IF NOT EXISTS log.segment (
    topic smallint NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    PRIMARY KEY (topic, starts_at)
  );
  CREATE TABLE IF NOT EXISTS log.head (
    topic smallint NOT NULL,
    part smallint NOT NULL,
    next_off bigint NOT NULL,
    PRIMARY KEY (topic, part)
  );
  CREATE TABLE IF NOT EXISTS log.committed (
    grp text NOT NULL,
    topic smallint NOT NULL,
    part smallint NOT NULL,
    next_off bigint NOT NULL,
    PRIMARY KEY (grp, topic, part)
  ) WITH (fillfactor = 50);
`;

/** Raised by every session that writes: a change that was not ours shows that another instance wrote meanwhile. */
export const TAKE_EPOCH = `
  INSERT INTO log.writer (epoch) VALUES (1)
  ON CONFLICT (one) DO UPDATE SET epoch = writer.epoch + 1
  RETURNING epoch`;

/** Every partition of every topic with the offset of its next event. */
export const READ_HEADS = `
  SELECT topic.id, topic.name, greatest(
    head.next_off,
    (SELECT event.off + coalesce(event.events, 1) FROM log.event
     WHERE event.topic = topic.id AND event.part = parts.no ORDER BY event.off DESC LIMIT 1),
    0
  ) AS next_off
  FROM log.topic
  CROSS JOIN generate_series(0, topic.partitions - 1) AS parts (no)
  LEFT JOIN log.head ON head.topic = topic.id AND head.part = parts.no
  ORDER BY topic.id, parts.no`;
