import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { openEnvelope, topics, type Topic } from '@yipii/protocol';
import Ajv from 'ajv';
import { SAMPLES } from '../../libs/protocol/src/events/events.samples';

/** A topic as a release has written it. 0.1.0 promised nothing: it has no samples. */
interface Released {
  readonly release: string;
  readonly name: string;
  /** Messages that its processes may write. */
  readonly samples: readonly object[];
  /** Of the messages that its processes can read. */
  readonly schema: object;
}

const released = readdirSync(__dirname)
  .filter((release) => existsSync(path.join(__dirname, release, 'samples')))
  .flatMap((release) => topicsOf(release));

function topicsOf(release: string): Released[] {
  const folder = path.join(__dirname, release);
  const read = (kind: string, file: string): unknown =>
    JSON.parse(readFileSync(path.join(folder, kind, file), 'utf8'));
  return readdirSync(path.join(folder, 'samples')).map((file) => ({
    release,
    name: path.basename(file, '.json'),
    samples: read('samples', file) as object[],
    schema: read('schemas', file) as object,
  }));
}

const today = new Map(
  Object.values(topics as Record<string, Topic<unknown>>).map((topic) => [topic.name, topic]),
);

describe('while processes of a release and of this version run side by side', () => {
  it('there is something to compare with', () => {
    expect(released.map(({ release }) => release)).toContain('0.2.0');
  });

  it.each(released)('this version reads what $release writes to $name', ({ name, samples }) => {
    const topic = today.get(name);
    // A topic without readers is drained and goes with the version after next.
    if (!topic) return;
    for (const sample of samples) expect(openEnvelope(topic, structuredClone(sample))).toMatchObject(sample);
  });

  it.each(released)('$release reads what this version writes to $name', ({ name, schema }) => {
    const accepts = new Ajv({ allowUnionTypes: true, strictTypes: false }).compile(schema);
    for (const message of SAMPLES[name] ?? []) {
      expect([accepts(message), accepts.errors]).toEqual([true, null]);
    }
  });
});
