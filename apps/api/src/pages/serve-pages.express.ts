import { sendPage, wantsPage } from '@yipii/platform';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';

const HOME = {
  title: 'Yipii Live',
  text: 'This is the API of an open, self-hosted live tracking platform.',
  links: { 'API documentation': '/docs/api', 'OpenAPI document': '/docs/openapi.json' },
};
/** The same for programs. */
const HOME_AS_JSON = { name: HOME.title, documentation: '/docs/api', openapi: '/docs/openapi.json' };
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="#0a7"/>' +
  '<circle cx="8" cy="8" r="3" fill="#fff"/></svg>';

/**
 * Serves the start page, and the icon that browsers ask for.
 * @param home where the start page sends people; without it, it is a page of its own
 */
export function servePages(app: NestExpressApplication, home?: string): void {
  app.use((request: Request, response: Response, next: NextFunction) => {
    const isRead = ['GET', 'HEAD'].includes(request.method);
    if (request.path === '/' && isRead) sendHome(request, response, home);
    else if (request.path === '/favicon.ico') sendIcon(response);
    else next();
  });
}

function sendHome(request: Request, response: Response, home: string | undefined): void {
  response.vary('Accept');
  if (!wantsPage(request)) response.json(HOME_AS_JSON);
  else if (home === undefined) sendPage(response, 200, HOME);
  else response.redirect(302, home);
}

function sendIcon(response: Response): void {
  response.setHeader('Cache-Control', 'public, max-age=86400');
  response.type('image/svg+xml').send(ICON);
}
