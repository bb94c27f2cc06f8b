import { sendPage, wantsPage } from '@yipii/platform';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';

const HOME = {
  title: 'Yipii Live',
  text: 'This is the API of an open, self-hosted live tracking platform.',
  links: { 'API documentation': '/docs/api', 'OpenAPI document': '/docs/openapi.json' },
};
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="#0a7"/>' +
  '<circle cx="8" cy="8" r="3" fill="#fff"/></svg>';

/** The start page for people, and the icon that browsers ask for. */
export function servePages(app: NestExpressApplication): void {
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (request.path === '/' && wantsPage(request)) sendPage(response, 200, HOME);
    else if (request.path === '/favicon.ico') sendIcon(response);
    else next();
  });
}

function sendIcon(response: Response): void {
  response.setHeader('Cache-Control', 'public, max-age=86400');
  response.type('image/svg+xml').send(ICON);
}
