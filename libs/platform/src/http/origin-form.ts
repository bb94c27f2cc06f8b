import type { NextFunction, Request, Response } from 'express';

const ABSOLUTE_FORM = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

/**
 * Uses the path of a request whose target is a whole URL, as every server must (RFC 9112 §3.2.2). Its host is
 * ignored, like the Host header.
 */
export function useOriginForm(request: Request, _response: Response, next: NextFunction): void {
  const path = request.url.replace(ABSOLUTE_FORM, '');
  if (path !== request.url) {
    request.url = path.startsWith('/') ? path : `/${path}`;
    request.originalUrl = request.url;
  }
  next();
}
