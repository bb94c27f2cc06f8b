import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { apiHttp } from '@yipii/api';
import type { HttpEdge } from '@yipii/platform';
import { ClientGateway, onHttpServer } from '@yipii/pusher-gateway';

/** The API's server, which has the WebSocket on its port, too. */
export const standaloneHttp: HttpEdge = {
  ...apiHttp,
  configure(app: INestApplication): void {
    apiHttp.configure(app);
    app.get(ClientGateway).attach(onHttpServer(app.getHttpServer() as Server));
  },
};
