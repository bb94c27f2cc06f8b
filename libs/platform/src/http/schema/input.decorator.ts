import { Body, Param, Query, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { ApiConsumes } from '@nestjs/swagger';
import { DomainError } from '../../errors/domain-error';
import { fieldsOf, integerFromText, isUuid } from './field.decorators';
import { readInput } from './read-input';

export const JSON_TYPE = 'application/json';
export const FORM_TYPE = 'application/x-www-form-urlencoded';
const FOREIGN_BODY = 'yipii:foreign-body';

/** The JSON body, as the parameter's class says; unknown fields are refused. */
export function FromBody(): ParameterDecorator {
  return Body(new BodyPipe('refuse'));
}

/** A JSON or form body of a client that is not ours (Pusher's add fields of their own): unknown fields are ignored. */
export function FromForeignBody(): ParameterDecorator {
  return (controller, method, index) => {
    Body(new BodyPipe('ignore'))(controller, method, index);
    const descriptor = Object.getOwnPropertyDescriptor(controller, method ?? '');
    if (!descriptor) return;
    ApiConsumes(FORM_TYPE, JSON_TYPE)(controller, method ?? '', descriptor);
    Reflect.defineMetadata(FOREIGN_BODY, true, descriptor.value as object);
  };
}

export function takesForeignBody(handler: object): boolean {
  return Reflect.hasMetadata(FOREIGN_BODY, handler);
}

/** The parameters of the query, as the parameter's class says; unknown ones are ignored. */
export function FromQuery(): ParameterDecorator {
  return Query(new QueryPipe());
}

/** The id in the path. A value that can't be an id is treated as an unknown id. */
export function PathId(name = 'id'): ParameterDecorator {
  return Param(name, new PathIdPipe());
}

/** The same of a resource whose ids are UUIDs. */
export function PathUuid(name = 'id'): ParameterDecorator {
  return Param(name, new PathUuidPipe());
}

class BodyPipe implements PipeTransform {
  constructor(private readonly unknownFields: 'refuse' | 'ignore') {}

  /** Express leaves the body undefined where there is none. */
  transform(value: unknown = {}, metadata: ArgumentMetadata): object {
    return readInput(classOf(metadata), value, this.unknownFields);
  }
}

export class QueryPipe implements PipeTransform {
  transform(query: Readonly<Record<string, unknown>>, metadata: ArgumentMetadata): object {
    const type = classOf(metadata);
    const values = [...fieldsOf(type)].flatMap(([name, { list, fromText }]) => {
      const given = Object.hasOwn(query, name) ? query[name] : undefined;
      if (given === undefined) return [];
      // A repeated parameter is a list, which no field accepts.
      if (typeof given !== 'string') return [[name, null]];
      return [[name, list ? given.split(',').map(fromText) : fromText(given)]];
    });
    return readInput(type, Object.fromEntries(values), 'ignore');
  }
}

function classOf({ metatype }: ArgumentMetadata): Type<object> {
  // An interface has no metadata at run time and would let everything through.
  if (!metatype || metatype === Object) throw new Error('an input must be declared as a class');
  return metatype as Type<object>;
}

class PathIdPipe implements PipeTransform {
  transform(text: string): number {
    const value = integerFromText(text);
    if (Number.isSafeInteger(value) && Number(value) > 0) return Number(value);
    throw noSuchId();
  }
}

class PathUuidPipe implements PipeTransform {
  transform(text: string): string {
    if (isUuid(text)) return text;
    throw noSuchId();
  }
}

function noSuchId(): DomainError {
  return new DomainError('NOT_FOUND', 'There is no resource with this id.');
}
