import type { Type } from '@nestjs/common';
import { validateSync, type ValidationError } from 'class-validator';
import { InvalidFields } from '../problem';
import { fieldsOf, type Field } from './field.decorators';

/** Input may have thousands of problems; reporting more than this many helps nobody. */
const MAX_PROBLEMS = 20;
/** Names of unknown fields are chosen by the client and may be long. */
const MAX_PATH_LENGTH = 80;

type Problem = [path: string, text: string];
type Problems = Problem[];

/**
 * Returns the value as an object of the class, with defaults for absent fields and without unknown ones.
 * @throws InvalidFields
 */
export function readInput<T extends object>(
  type: Type<T>,
  value: unknown,
  unknownFields: 'refuse' | 'ignore',
): T {
  if (!isObject(value)) throw new InvalidFields({ body: ['body must be an object.'] });
  const unknown: Problems = [];
  const input = instanceOf(type, value, { path: '', unknown });
  const errors = validateSync(input, {
    stopAtFirstError: true,
    validationError: { target: false, value: false },
  });
  const problems = [...problemsOf(errors), ...(unknownFields === 'refuse' ? unknown : [])];
  if (problems.length === 0) return input;
  const told = problems.slice(0, MAX_PROBLEMS).map(([path, text]) => [path, [`${text}.`]]);
  throw new InvalidFields(Object.fromEntries(told) as InvalidFields['errors']);
}

interface Place {
  readonly path: string;
  readonly unknown: Problems;
}

/** Copies what the class declares, so that no rule ever sees an unknown field or a list that is too long. */
function instanceOf<T extends object>(
  type: Type<T>,
  value: Readonly<Record<string, unknown>>,
  { path, unknown }: Place,
): T {
  const fields = fieldsOf(type);
  for (const name of Object.keys(value)) {
    if (unknown.length >= MAX_PROBLEMS) break;
    const surprise = `${path}${name}`.slice(0, MAX_PATH_LENGTH);
    if (!fields.has(name)) unknown.push([surprise, `${surprise} is not a known field`]);
  }
  const input = new type() as Record<string, unknown>;
  for (const [name, field] of fields) {
    const given = Object.hasOwn(value, name) ? value[name] : field.default;
    if (given !== undefined) input[name] = nestedIn(field, given, { path: `${path}${name}.`, unknown });
  }
  return input as T;
}

/** Converts objects of other classes; everything else is left to the rules. */
function nestedIn({ type, list }: Field, value: unknown, { path, unknown }: Place): unknown {
  if (!type) return value;
  if (!list) return isObject(value) ? instanceOf(type, value, { path, unknown }) : value;
  if (!Array.isArray(value) || value.length > (list.max ?? Infinity)) return value;
  return value.map((item: unknown, index) =>
    isObject(item) ? instanceOf(type, item, { path: `${path}${index}.`, unknown }) : item,
  );
}

function problemsOf(errors: readonly ValidationError[], parent = ''): Problems {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const path = `${parent}${property}`;
    const own = Object.values(constraints).map((text): Problem => [path, parent ? `${path}: ${text}` : text]);
    return [...own, ...problemsOf(children, `${path}.`)];
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
