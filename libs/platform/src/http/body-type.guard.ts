import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import type { Request } from 'express';
import { DomainError } from '../errors/domain-error';
import { descriptionOf } from './schema/describe.decorator';
import { FORM_TYPE, JSON_TYPE, takesForeignBody } from './schema/input.decorator';

/**
 * Refuses bodies of types that the handler does not take, if it takes a body. They would otherwise be treated as
 * absent or, if they are forms (which curl sends unless it is told otherwise), as an object with the wrong fields.
 */
export class BodyTypeGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<Request>();
    if (!hasBody(request) || !takesBody(context)) return true;
    const takesForms = takesForm(context.getHandler());
    const isForm = request.is(FORM_TYPE) !== false;
    if (request.body !== undefined && (takesForms || !isForm)) return true;
    const types = takesForms ? `${FORM_TYPE} or ${JSON_TYPE}` : JSON_TYPE;
    throw new DomainError('UNSUPPORTED_MEDIA_TYPE', `Send the body as ${types} (Content-Type).`);
  }
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function takesBody(context: ExecutionContext): boolean {
  const { name } = context.getHandler();
  const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), name) as object | undefined;
  return Object.keys(parameters ?? {}).some((key) => key.startsWith(`${RouteParamtypes.BODY}:`));
}

function takesForm(handler: object): boolean {
  return takesForeignBody(handler) || descriptionOf(handler)?.form !== undefined;
}
