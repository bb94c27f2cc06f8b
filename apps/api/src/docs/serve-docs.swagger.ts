import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import type { NextFunction, Request, Response } from 'express';
import { openApi } from './openapi.swagger';

const CONTENT_SECURITY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** `/docs/openapi.json`, and Swagger UI at `/docs/api`. The document is made when it is asked for first. */
export function serveDocs(app: NestExpressApplication, publicUrl: string): void {
  app.use('/docs', (_request: Request, response: Response, next: NextFunction) => {
    response.setHeader('Content-Security-Policy', CONTENT_SECURITY);
    next();
  });
  SwaggerModule.setup('docs/api', app, () => openApi(app, publicUrl), {
    jsonDocumentUrl: 'docs/openapi.json',
    customSiteTitle: 'Yipii Live API',
    // Swagger UI would show a badge of a validator on the internet.
    swaggerOptions: { validatorUrl: null },
  });
}
