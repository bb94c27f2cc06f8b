import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { apiBreaks, type ApiDocument } from './compare-apis';
import type { Schema } from './compare-schemas';

const ROOT = path.resolve(__dirname, '../..');

const releases = readdirSync(__dirname).filter((name) => existsSync(fileOf(name, 'openapi.json')));

function fileOf(release: string, name: string): string {
  return path.join(__dirname, release, name);
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** An API of one operation. */
function anApi({ parameters = [], request, answer = {} }: Parts = {}): ApiDocument {
  const content = (schema: Schema) => ({ content: { 'application/json': { schema } } });
  const post = {
    parameters,
    ...(request && { requestBody: content(request) }),
    responses: { 200: content(answer), 404: content({}) },
  };
  return { paths: { '/thing': { post } } };
}

interface Parts {
  readonly parameters?: { name: string; in: string; required?: boolean; schema?: Schema }[];
  readonly request?: Schema;
  readonly answer?: Schema;
}

const named = (name: Schema, required: string[] = []): Schema => ({
  type: 'object',
  properties: { name },
  required,
  additionalProperties: false,
});
const NONE: Schema = { type: 'object', properties: {}, additionalProperties: false };
const text: Schema = { type: 'string' };
const query = { name: 'q', in: 'query', schema: text };

describe('what breaks clients of an API', () => {
  it.each<[string, Parts, Parts]>([
    ['POST /thing: query q is gone', { parameters: [query] }, {}],
    ['POST /thing: query q is now needed', {}, { parameters: [{ ...query, required: true }] }],
    [
      'POST /thing: query q has a smaller maxLength',
      { parameters: [query] },
      { parameters: [{ ...query, schema: { ...text, maxLength: 9 } }] },
    ],
    ['POST /thing: application/json is gone', { request: text }, {}],
    ['POST /thing: the body no longer takes name', { request: named(text) }, { request: NONE }],
    ['POST /thing: the body now needs name', { request: named(text) }, { request: named(text, ['name']) }],
    [
      'POST /thing: name may no longer be null',
      { request: named({ type: ['string', 'null'] }) },
      { request: named(text) },
    ],
    [
      'POST /thing: name may no longer be b',
      { request: named({ enum: ['a', 'b'] }) },
      { request: named({ enum: ['a', 'c'] }) },
    ],
    [
      'POST /thing: name has a larger minLength',
      { request: named(text) },
      { request: named({ ...text, minLength: 1 }) },
    ],
    ['POST /thing 200: the body no longer has name', { answer: named(text) }, { answer: NONE }],
    [
      'POST /thing 200: the body may now lack name',
      { answer: named(text, ['name']) },
      { answer: named(text) },
    ],
    [
      'POST /thing 200: name may now be null',
      { answer: named(text) },
      { answer: named({ anyOf: [text, { type: 'null' }] }) },
    ],
    [
      'POST /thing 200: [].name may now be integer',
      { answer: { type: 'array', items: named(text) } },
      { answer: { type: 'array', items: named({ type: 'integer' }) } },
    ],
  ])('%s', (expected, before, after) => {
    expect(apiBreaks(anApi(before), anApi(after))).toEqual([expected]);
  });

  it('is an operation or an answer that is gone', () => {
    expect(apiBreaks(anApi(), { paths: {} })).toEqual(['POST /thing is gone']);
    const without = structuredClone(anApi()) as { paths: { '/thing': { post: { responses: object } } } };
    without.paths['/thing'].post.responses = { 404: {} };
    expect(apiBreaks(anApi(), without as unknown as ApiDocument)).toEqual(['POST /thing 200: is gone']);
  });

  it.each<[string, Parts, Parts]>([
    ['a new parameter', {}, { parameters: [query] }],
    ['an optional field of a request', { request: NONE }, { request: named(text) }],
    ['more that a request may say', { request: named(text) }, { request: named({ type: ['string', 'null'] }) }],
    ['a new field of an answer', { answer: NONE }, { answer: named(text, ['name']) }],
    ['a new value in an answer', { answer: { enum: ['a'] } }, { answer: { enum: ['a', 'b'] } }],
    ['less that an answer may say', { answer: { type: ['string', 'null'] } }, { answer: text }],
    ['a whole number where any was read', { answer: { type: 'number' } }, { answer: { type: 'integer' } }],
  ])('is not %s', (_what, before, after) => {
    expect(apiBreaks(anApi(before), anApi(after))).toEqual([]);
  });
});

describe('the API of this version', () => {
  const today = readJson(path.join(ROOT, 'docs/openapi.json')) as ApiDocument;

  it('is compared with some release', () => {
    expect(releases).toContain('0.1.0');
  });

  it.each(releases)('breaks nothing of %s that is not on its list', (release) => {
    const list = fileOf(release, 'api-breaks.json');
    const accepted = existsSync(list) ? (readJson(list) as string[]) : [];
    expect(apiBreaks(readJson(fileOf(release, 'openapi.json')) as ApiDocument, today)).toEqual(accepted);
  });
});
