import { createTestDatabase, MailServer } from '@yipii/testing';
import { DemoApp } from '../support/demo-app';
import { WITHOUT_LIMITS, type LinkStage } from './link-stage';

export interface StandaloneStage extends LinkStage {
  readonly app: DemoApp;
}

/** Standalone with its demo fleet, whose account has the links. */
export async function startStandaloneStage(): Promise<StandaloneStage> {
  const [database, mail] = [await createTestDatabase(), await new MailServer().start()];
  const app = await DemoApp.start({ ...WITHOUT_LIMITS, DATABASE_URL: database.url, MAIL_URL: mail.url });
  return {
    app,
    ...{ api: app.address.api, publicApis: [app.address.api], wsPorts: [app.address.wsPort] },
    account: { key: 'demo', name: 'Demo fleet' },
    ...{ token: app.address.token, databaseUrl: database.url, mail },
    stop: async () => {
      await app.stop();
      await mail.stop();
      await database.drop();
    },
  };
}
