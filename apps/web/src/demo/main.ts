import { pickLocale } from '../messages/messages';
import { DEMO_MESSAGES } from '../messages/demo/messages';
import { el } from '../track/dom';
import { openSession, type DemoSession } from './play/server';
import type { SnippetValues } from './snippets';
import { DemoPage } from './view/page';
import { tapSockets } from './wire/tap-sockets';
import { Wire } from './wire/wire';

const TRY_AGAIN_MS = 2_000;
/** The middle of the demo's town, until it is known where the vehicle is. */
const TOWN = { lat: 57.7003, lng: 11.9735 };

const locale = pickLocale(navigator.languages);
const texts = DEMO_MESSAGES[locale];
document.documentElement.lang = locale;
document.title = texts.title;

void start();

async function start(): Promise<void> {
  const wire = new Wire();
  const session = await firstSession();
  // The map's connection goes to the API's port.
  tapSockets(wire, ({ port }) => Number(port) === session.wsPort);
  new DemoPage(texts, wire, { session, values: valuesOf(session) });
}

/** The server may still be starting. */
async function firstSession(): Promise<DemoSession> {
  const wait = el('p', { class: 'small', role: 'status' }, texts.connecting);
  document.body.append(wait);
  for (;;) {
    try {
      const session = await openSession();
      wait.remove();
      return session;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    }
  }
}

/** What is not known yet has a placeholder. */
function valuesOf({ key, wsPort, accountKey, assets, links }: DemoSession): SnippetValues {
  return {
    ...{ api: location.origin, wsHost: location.hostname, wsPort, wsTls: false, appKey: key },
    ...{ accountKey, assetId: String(assets[0]), otherAssetId: String(assets[1]), ...TOWN },
    ...{ token: 'ACCESS_TOKEN', clientId: 'CLIENT_ID', clientSecret: 'CLIENT_SECRET' },
    ...{ linkUuid: links.public.uuid, email: 'viewer@demo.example', sessionToken: 'SESSION_TOKEN' },
    ...{ alertId: 'ALERT_ID', routeId: 'ROUTE_ID' },
  };
}
