import type { INestApplication } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import {
  configureHttp,
  HttpConfig,
  LiveConfig,
  requireTls,
  serveApp,
  tlsSettingsOf,
  type HttpEdge,
} from '@yipii/platform';
import { ApiConfig } from './api.config';
import { servePages } from './pages/serve-pages.express';
import { serveDocs } from './docs/serve-docs.swagger';

/** The API's HTTP server: limits, TLS, documentation and port. */
export const apiHttp: HttpEdge = {
  tls: (configs) => tlsSettingsOf(configs.get(ApiConfig) as ApiConfig, 'API'),

  configure: (app) => configureApi(app),

  listen(app: INestApplication): Promise<void> {
    return serveApp(app, { name: 'api', port: app.get(ApiConfig).port, variable: 'API_PORT' });
  },
};

/** @param home where the start page sends people, if it is no page of its own */
export function configureApi(app: INestApplication, home?: string): void {
  const express = app as NestExpressApplication;
  const { publicUrl } = app.get(LiveConfig);
  const isRequired = app.get(ApiConfig).requireTls;
  configureHttp(express, app.get(HttpConfig), [requireTls({ isRequired, publicUrl, isPage, isInternal })]);
  servePages(express, home);
  serveDocs(express, publicUrl);
}

/** Gateways ask it about the bearer credentials of upgrades. */
function isInternal(path: string): boolean {
  return path === '/broadcasting/auth/connection';
}

function isPage(path: string): boolean {
  return /^\/((docs|demo|t|embed|assets)(\/|$)|$)/.test(path);
}
