import type { INestApplication } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { configureHttp, HttpConfig, LiveConfig, requireTls, serveApp, type HttpEdge } from '@yipii/platform';
import { LinkSessionConfig } from './link-session.config';

/** The HTTP server of a process of its own; in standalone the API's serves these routes. */
export const linkSessionHttp: HttpEdge = {
  configure(app: INestApplication): void {
    const { publicUrl } = app.get(LiveConfig);
    const isRequired = app.get(LinkSessionConfig).requireTls;
    const tls = requireTls({ isRequired, publicUrl, isPage: () => false });
    configureHttp(app as NestExpressApplication, app.get(HttpConfig), [tls]);
  },

  listen(app: INestApplication): Promise<void> {
    const { port } = app.get(LinkSessionConfig);
    return serveApp(app, { name: 'link-session', port, variable: 'LINK_PORT' });
  },
};
