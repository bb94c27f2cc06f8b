import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { apiHttp, configureApi } from '@yipii/api';
import type { HttpEdge } from '@yipii/platform';
import { ClientGateway, onHttpServer } from '@yipii/pusher-gateway';
import { StandaloneConfig } from './standalone.config';

/** The API's server, which has the WebSocket on its port, too. */
export const standaloneHttp: HttpEdge = {
  ...apiHttp,
  configure(app: INestApplication): void {
    // Until there is a dashboard.
    configureApi(app, app.get(StandaloneConfig).demo ? '/demo' : undefined);
    app.get(ClientGateway).attach(onHttpServer(app.getHttpServer() as Server));
  },
};
