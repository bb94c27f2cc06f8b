import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '../errors/domain-error';

export const HSTS = 'max-age=63072000; includeSubDomains';

/**
 * Redirects plain HTTP requests for pages and refuses all others, so that the developer of a client that sends
 * its token unencrypted notices. Answers over TLS carry HSTS. X-Forwarded-Proto of a trusted proxy counts.
 * @param publicUrl target of redirects; the Host header is not trusted
 */
export function requireTls(publicUrl: string, isPage: (path: string) => boolean) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (request.secure) {
      response.setHeader('Strict-Transport-Security', HSTS);
      next();
    } else if (['GET', 'HEAD'].includes(request.method) && isPage(request.path)) {
      response.redirect(308, new URL(publicUrl).origin + request.originalUrl);
    } else {
      next(new DomainError('TLS_REQUIRED', 'Use HTTPS.'));
    }
  };
}
