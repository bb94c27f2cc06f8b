import type { StreamableFile, Type } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiExtraModels, ApiOperation } from '@nestjs/swagger';
import { toAnswer, type Answer } from './answers';
import { FORM_TYPE } from './input.decorator';

const DESCRIPTION = 'yipii:operation';

/** What the OpenAPI document says about an operation beyond its path, access, parameters and body. */
export interface OperationText<T> {
  readonly id: string;
  readonly summary: string;
  /** Groups operations. */
  readonly tag: string;
  /** The body of a successful answer; absent if it has none. */
  readonly answers?: Type<T> | Answer<T>;
  /** Bodies of other successes, by status. */
  readonly also?: Readonly<Record<number, Type<object>>>;
  /** Short description of the response. */
  readonly answer: string;
  /** Media types of the answer besides JSON, where the handler returns a `StreamableFile` instead. */
  readonly files?: readonly string[];
  /** The body where the handler reads the form itself. */
  readonly form?: Type<object>;
  /** Statuses of problems that not every operation of its kind answers, e.g. 401 of a sign-in. */
  readonly problems?: readonly number[];
  /** Bodies of errors that are not problems, by status. */
  readonly errors?: Readonly<Record<number, Type<object>>>;
  /** Statuses of errors sent as plain text, because the clients of the operation expect no JSON. */
  readonly texts?: readonly number[];
  /** How a public operation authenticates its caller itself. */
  readonly security?: readonly object[];
}

/** Describes a handler for the OpenAPI document. That it returns what `answers` says is checked by the compiler. */
export function Describe<T>(text: OperationText<T>) {
  return <Handler extends (...args: never[]) => T | Promise<T | StreamableFile>>(
    controller: object,
    name: string | symbol,
    descriptor: TypedPropertyDescriptor<Handler>,
  ): void => {
    const { id, summary, tag, answers, form, errors = {}, also = {} } = text;
    Reflect.defineMetadata(DESCRIPTION, text, descriptor.value as object);
    const models = [
      ...(answers ? toAnswer(answers).models : []),
      ...Object.values(errors),
      ...Object.values(also),
    ];
    ApiOperation({ operationId: id, summary, tags: [tag] })(controller, name, descriptor);
    ApiExtraModels(...models)(controller, name, descriptor);
    if (!form) return;
    ApiConsumes(FORM_TYPE)(controller, name, descriptor);
    ApiBody({ type: form })(controller, name, descriptor);
  };
}

export function descriptionOf(handler: object): OperationText<unknown> | undefined {
  return Reflect.getMetadata(DESCRIPTION, handler) as OperationText<unknown> | undefined;
}
