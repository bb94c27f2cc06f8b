import { applyDecorators, Catch, UseFilters, type ExceptionFilter } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { EventPattern } from '@nestjs/microservices';
import type { Topic } from '@yipii/protocol';
import { throwError, type Observable } from 'rxjs';
import type { Token } from '../wiring/provide';
import type { PartitionOwner } from './messaging.ports';

/** How a handler reads its topic. */
export interface ConsumeOptions {
  /** Consumer group; by convention the app's name, with a suffix where an app has several. */
  readonly group: string;
  /** See `Consumer.gatherMs`. */
  readonly gatherMs?: number;
  /** Provider that keeps the offsets of the handler's partitions. */
  readonly owner?: Token<PartitionOwner>;
  /** Provider that says whether this process reads the topic at all; without one it does. */
  readonly when?: Token<{ readonly isOn: boolean }>;
}

/** What `MessagingServer` finds on a handler. */
export interface ConsumeExtras {
  readonly consume: ConsumeOptions & { readonly topic: Topic<unknown> };
}

/**
 * Marks a controller's method `(batch: Batch<Event>) => Promise<void>` as the reader of a topic; see
 * `Consumer.handle` for what it may rely on.
 */
export function Consume<Event>(topic: Topic<Event>, options: ConsumeOptions): MethodDecorator {
  const extras: ConsumeExtras = { consume: { ...options, topic } };
  return applyDecorators(
    EventPattern(topic.name, undefined, { ...extras }),
    UseFilters(new ErrorsUnchanged()),
    ArgumentsUnchanged,
  );
}

/** Nest's pipes would take a dozen promises for each batch, and there are none. */
const ArgumentsUnchanged: MethodDecorator = (controller, method) => {
  Reflect.defineMetadata(ROUTE_ARGS_METADATA, {}, controller.constructor, method);
};

/** Nest's own filter would log each failure and replace it by a meaningless one. */
@Catch()
class ErrorsUnchanged implements ExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
