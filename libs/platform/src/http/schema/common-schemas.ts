import { PROBLEMS, type Problem, type ProblemCode } from '../problem';
import { constant, id, integer, oneOf, text, time } from './scalars';
import type { Schema } from './schema';
import { list, object, optional, record, withDefault } from './structures';

/** The body of every error. */
export const problemSchema: Schema<Problem> = object('Problem', {
  type: constant('about:blank'),
  title: text(),
  status: integer({ min: 400, max: 599 }),
  detail: text(),
  code: oneOf(Object.keys(PROBLEMS) as ProblemCode[]),
  message: text(),
  errors: optional(record(list(text()))),
  retry_after: optional(integer({ min: 0, max: 86_400, description: 'Seconds' })),
  trace_id: text(),
});

/** `{data: …}`, as every single resource is answered. */
export function dataOf<T>(schema: Schema<T>) {
  return object(null, { data: schema });
}

/** A page of a registry's list. */
export function pageOf<T>(schema: Schema<T>) {
  const meta = object(null, {
    current_page: id(),
    per_page: id(),
    total: integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  });
  return object(schema.name === undefined ? null : `${schema.name}Page`, { data: list(schema), meta });
}

/** Keeps `OFFSET` within what a database counts with. */
const MAX_PAGE = 1_000_000;

/** The query of a registry's list. */
export const pageQuery = object(null, {
  page: withDefault(integer({ min: 1, max: MAX_PAGE }), 1),
  per_page: withDefault(integer({ min: 1, max: 200 }), 50),
});

/** The fields that every resource of a registry has besides its own. */
export const registryFields = {
  id: id(),
  created_at: time(),
  updated_at: time(),
} as const;
