import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { InvalidFields } from './problem';

/**
 * Reads bodies and queries into their class: `@Body(restInput)`. Unknown fields of a body are refused.
 * @throws InvalidFields
 */
export const restInput = new ValidationPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  exceptionFactory: invalidFields,
});

/** For forms of other people's making (Pusher, OAuth clients), and for queries: what is not known is left out. */
export const lenientInput = new ValidationPipe({
  transform: true,
  whitelist: true,
  exceptionFactory: invalidFields,
});

function invalidFields(problems: ValidationError[]): InvalidFields {
  return new InvalidFields(
    Object.fromEntries(
      problems.map(({ property, constraints }) => [
        property,
        Object.values(constraints ?? { is: 'is invalid' }),
      ]),
    ),
  );
}
