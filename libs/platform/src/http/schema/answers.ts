import type { Type } from '@nestjs/common';
import { ApiSchema, getSchemaPath } from '@nestjs/swagger';
import { PageMeta, SeriesMeta } from './common-schemas';
import { ObjectField } from './field.decorators';

/** A JSON Schema (draft 2020-12, which OpenAPI 3.1 uses). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The body of an answer. */
export interface Answer<out T> {
  readonly schema: JsonSchema;
  /** The classes that it refers to. */
  readonly models: readonly Type<unknown>[];
  /** Never set: carries the type. */
  readonly type?: T;
}

export function toAnswer<T>(answers: Type<T> | Answer<T>): Answer<T> {
  if (typeof answers !== 'function') return answers;
  return { schema: { $ref: getSchemaPath(answers) }, models: [answers] };
}

/** `{data: …}`, as every single resource is answered. */
export function dataOf<T>(answers: Type<T> | Answer<T>): Answer<{ readonly data: T }> {
  const { schema, models } = toAnswer(answers);
  return { schema: { type: 'object', properties: { data: schema }, required: ['data'] }, models };
}

export function listOf<T>(type: Type<T>): Answer<readonly T[]> {
  const { schema, models } = toAnswer(type);
  return { schema: { type: 'array', items: schema }, models };
}

export function orNull<T>(type: Type<T>): Answer<T | null> {
  const { schema, models } = toAnswer(type);
  return { schema: { anyOf: [schema, { type: 'null' }] }, models };
}

/** A page of a time series. @param name of the OpenAPI component */
export function seriesOf<T extends object>(type: Type<T>, name: string) {
  @ApiSchema({ name })
  class Series {
    @ObjectField(type, { list: {} }) readonly data!: readonly T[];
    @ObjectField(SeriesMeta) readonly meta!: SeriesMeta;
  }
  return toAnswer(Series);
}

/** A page of a registry's list. @param name of the OpenAPI component */
export function pageOf<T extends object>(type: Type<T>, name: string) {
  @ApiSchema({ name })
  class Page {
    @ObjectField(type, { list: {} }) readonly data!: readonly T[];
    @ObjectField(PageMeta) readonly meta!: PageMeta;
  }
  return toAnswer(Page);
}
