import type { JsonSchema, Schema } from './schema';

const DESCRIPTION = 'yipii:operation';

/** What the OpenAPI document says of an operation beyond its path, access, parameters and body. */
export interface OperationText<T> {
  readonly id: string;
  readonly summary: string;
  /** Groups operations. */
  readonly tag: string;
  /** The body of a successful answer; absent if it has none. */
  readonly answers?: Schema<T>;
  /** What the answer is, in a few words. */
  readonly answer: string;
  /** The body where the handler reads it by rules that are not a schema's. */
  readonly form?: Schema<unknown>;
  /** Bodies of errors that are not problems, by status. */
  readonly errors?: Readonly<Record<number, Schema<unknown>>>;
  /** How a public operation authenticates its caller by itself. */
  readonly security?: readonly JsonSchema[];
}

/** Describes a handler for the OpenAPI document. That it returns what `answers` says is checked by the compiler. */
export function Describe<T>(text: OperationText<T>) {
  return <Handler extends (...args: never[]) => T | Promise<T>>(
    _controller: object,
    _name: string | symbol,
    descriptor: TypedPropertyDescriptor<Handler>,
  ): void => {
    Reflect.defineMetadata(DESCRIPTION, text, descriptor.value as object);
  };
}

export function descriptionOf(handler: object): OperationText<unknown> | undefined {
  return Reflect.getMetadata(DESCRIPTION, handler) as OperationText<unknown> | undefined;
}
