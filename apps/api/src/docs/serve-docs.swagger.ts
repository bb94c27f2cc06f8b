import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { strongEtag } from '@yipii/platform';
import type { NextFunction, Request, Response } from 'express';
import { openApi } from './openapi.swagger';

const CONTENT_SECURITY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** `/docs/openapi.json`, and Swagger UI at `/docs/api`. */
export function serveDocs(app: NestExpressApplication, publicUrl: string): void {
  let made: OpenAPIObject | undefined;
  const document = (): OpenAPIObject => (made ??= openApi(app, publicUrl));
  app.use('/docs', (_request: Request, response: Response, next: NextFunction) => {
    response.setHeader('Content-Security-Policy', CONTENT_SECURITY);
    next();
  });
  app.getHttpAdapter().getInstance().get('/docs/openapi.json', sendJson(document));
  SwaggerModule.setup('docs/api', app, document, {
    // It would write the document anew for each request.
    raw: false,
    customSiteTitle: 'Yipii Live API',
    // Swagger UI would show a badge of a validator on the internet.
    swaggerOptions: { validatorUrl: null },
  });
}

/** Returns a handler that writes the document, more than a megabyte, once: when it is asked for first. */
function sendJson(document: () => OpenAPIObject): (request: Request, response: Response) => void {
  let written: { readonly body: Buffer; readonly etag: string } | undefined;
  const write = (): NonNullable<typeof written> => {
    const body = Buffer.from(JSON.stringify(document()));
    return { body, etag: strongEtag(body) };
  };
  return (_request, response) => {
    written ??= write();
    response.setHeader('ETag', written.etag);
    response.type('application/json').send(written.body);
  };
}
