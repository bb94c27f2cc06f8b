import { Body, Param, Query, type PipeTransform } from '@nestjs/common';
import { DomainError } from '../../errors/domain-error';
import { readInput, type Schema } from './schema';
import { id } from './scalars';
import type { Fields, ObjectSchema } from './structures';

/** Which unknown fields an input may have. */
type Strictness = 'strict' | 'lenient';

/** The JSON body, in which unknown fields are refused. */
export function FromBody(schema: Schema<unknown>): ParameterDecorator {
  return Body(new InputPipe(schema, 'strict'));
}

/** A JSON or form body of a client that is not ours (Pusher's add fields of their own): unknown fields are ignored. */
export function FromForeignBody(schema: Schema<unknown>): ParameterDecorator {
  return Body(new InputPipe(schema, 'lenient'));
}

/** The parameters of the query; unknown ones are ignored. */
export function FromQuery(schema: ObjectSchema<Fields>): ParameterDecorator {
  return Query(new QueryPipe(schema));
}

/** The id in the path. What cannot be one is answered as an id that is unknown. */
export function PathId(name = 'id'): ParameterDecorator {
  return Param(name, new PathIdPipe());
}

export class InputPipe implements PipeTransform {
  constructor(
    readonly schema: Schema<unknown>,
    readonly strictness: Strictness,
  ) {}

  /** Express leaves the body undefined where there is none. */
  transform(value: unknown = {}): unknown {
    return readInput(this.schema, value, this.strictness === 'strict' ? 'refuse' : 'ignore');
  }
}

export class QueryPipe implements PipeTransform {
  constructor(readonly schema: ObjectSchema<Fields>) {}

  transform(query: Readonly<Record<string, unknown>>): unknown {
    const values = Object.entries(this.schema.fields).flatMap(([name, field]) => {
      const given = Object.hasOwn(query, name) ? query[name] : undefined;
      // A parameter that is there twice is a list, which no field takes.
      return given === undefined ? [] : [[name, typeof given === 'string' ? field.fromText(given) : null]];
    });
    return readInput(this.schema, Object.fromEntries(values), 'ignore');
  }
}

class PathIdPipe implements PipeTransform {
  transform(text: string): number {
    const value = id().fromText(text);
    if (Number.isSafeInteger(value) && Number(value) > 0) return Number(value);
    throw new DomainError('NOT_FOUND', 'There is nothing with this id.');
  }
}
