import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Parser, type AsyncAPIDocumentInterface } from '@asyncapi/parser';
import { schemaBreaks, type Schema } from './compare-schemas';

const DOCUMENT = path.join(__dirname, '../../docs/asyncapi.yaml');
const SCHEMAS = path.join(__dirname, '../../docs/schemas');

/** Of diagnostics; the rest are warnings and hints. */
const ERRORS: readonly number[] = [0];

/** Releases with topics that they promised. */
const releases = readdirSync(__dirname).filter((name) => existsSync(path.join(__dirname, name, 'samples')));

const readSchema = (folder: string, file: string): Schema =>
  JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Schema;

describe('docs/asyncapi.yaml', () => {
  let document: AsyncAPIDocumentInterface | undefined;
  let problems: readonly string[];

  beforeAll(async () => {
    const parsed = await new Parser().parse(readFileSync(DOCUMENT, 'utf8'), { source: DOCUMENT });
    document = parsed.document;
    problems = parsed.diagnostics
      .filter(({ severity }) => ERRORS.includes(severity))
      .map(({ message, path: at }) => `${at.join('.')}: ${message}`);
  });

  it('is an AsyncAPI 3 document, with the schemas that it names', () => {
    expect(problems).toEqual([]);
    expect(document?.version()).toBe('3.0.0');
  });

  it('has the topics, and what webhooks are told', () => {
    const addresses = document?.channels().all().map((channel) => channel.address());
    expect(addresses).toEqual(expect.arrayContaining(['alert.triggered.v1', 'position.enriched.v1']));
    const told = document?.channels().get('webhook')?.messages().all().map((message) => message.title());
    expect(told?.join()).toContain('alert.raised');
    expect(told?.join()).toContain('device.first_seen');
  });

  it.each(releases)('has every topic of %s, in whose messages its readers find what they know', (release) => {
    const folder = path.join(__dirname, release, 'schemas');
    const addresses = document?.channels().all().map((channel) => channel.address());
    const broken = readdirSync(folder).flatMap((file) => {
      const name = path.basename(file, '.json');
      if (!addresses?.includes(name)) return [`${name} is missing`];
      const [before, after] = [readSchema(folder, file), readSchema(SCHEMAS, file)];
      return schemaBreaks('server', sideOf(before), sideOf(after)).map((text) => `${name}: ${text}`);
    });
    expect(broken).toEqual([]);
  });

  it('would find what breaks readers', () => {
    const before = readSchema(SCHEMAS, 'alert.triggered.v1.json');
    const text = JSON.stringify(before).replaceAll('"triggeredAt"', '"raisedAt"');
    const after = JSON.parse(text) as Schema;
    expect(schemaBreaks('server', sideOf(before), sideOf(after))).toContain('event.data no longer has triggeredAt');
  });
});

function sideOf(schema: Schema) {
  return { schema, schemas: (schema.definitions ?? {}) as Readonly<Record<string, Schema>> };
}
