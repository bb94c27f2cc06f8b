import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '../errors/domain-error';

export const HSTS = 'max-age=63072000; includeSubDomains';

/**
 * Plain HTTP gets a redirect for pages and is refused for everything else, so that a client which sends
 * its token unprotected learns of it. Answers over TLS carry HSTS. A trusted proxy's X-Forwarded-Proto counts.
 * @param publicUrl where pages are redirected to; the Host header is not trusted
 */
export function requireTls(publicUrl: string, isPage: (path: string) => boolean) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (request.secure) {
      response.setHeader('Strict-Transport-Security', HSTS);
      next();
    } else if (['GET', 'HEAD'].includes(request.method) && isPage(request.path)) {
      response.redirect(308, new URL(publicUrl).origin + request.originalUrl);
    } else {
      next(new DomainError('TLS_REQUIRED', 'This is only answered over HTTPS.'));
    }
  };
}
