import type { Call, Recipe, SnippetValues, Stream, Verification } from './snippets';

const LINK_EVENTS = ['.location.updated', '.link.expired', '.schedule.changed', '.vehicle.changed'];

type Write = (values: SnippetValues) => Recipe;

/** The steps of the live demo, each as a program of its own. */
const RECIPES = {
  authenticate: ({ clientId, clientSecret }) => ({
    calls: [
      {
        why: 'An access token for the client, by OAuth2 client credentials',
        method: 'POST',
        path: '/oauth/token',
        form: { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret },
      },
    ],
  }),
  subscribe: (values) => ({ stream: fleet(values, []) }),
  receive: (values) => ({ stream: fleet(values, ['.location.updated']) }),
  'link-public': (values) => follow(values, { email: null, hasCode: false }),
  'link-email': (values) => follow(values, { email: values.email, hasCode: false }),
  'link-email-code': (values) => follow(values, { email: values.email, hasCode: true }),
  'link-authorized': (values) => follow(values, { email: values.email, hasCode: false }),
  'link-authorized-code': (values) => follow(values, { email: values.email, hasCode: true }),
  disable: (values) => ({
    stream: viewed(
      values,
      change(values, 'The owner disables the link: every viewer is disconnected', {
        status: 'disabled',
      }),
    ),
  }),
  arrival: (values) => ({
    stream: viewed(
      values,
      change(values, 'The owner lets the link end where the vehicle arrives', {
        arrival: { lat: values.lat, lng: values.lng, radius_m: 1000, dwell_seconds: 0, grace_minutes: 0 },
      }),
    ),
  }),
  schedule: (values) => ({
    stream: viewed(
      values,
      change(values, 'The owner opens the link on Mondays for one minute only', {
        schedule: { timezone: 'Europe/Stockholm', windows: [{ days: [1], from: '03:00', to: '03:01' }] },
      }),
    ),
  }),
  vehicle: (values) => ({
    stream: viewed(values, {
      why: 'The owner gives the route to another vehicle',
      ...owners(values, 'PATCH', `route/${values.routeId}`),
      body: { asset_id: number(values.otherAssetId) },
    }),
  }),
  'alert-raised': (values) => ({ stream: alerts(values, ['.alert.triggered']) }),
  'alert-cleared': (values) => ({ stream: alerts(values, ['.alert.triggered', '.alert.cleared']) }),
  'alert-acknowledged': (values) => ({
    stream: {
      ...alerts(values, ['.alert.acknowledged']),
      onceSubscribed: {
        why: 'Somebody takes care of the alert, and everybody else learns of it',
        ...owners(values, 'POST', `alert/${values.alertId}/acknowledge`),
        body: { note: 'On my way' },
      },
    },
  }),
  poll: ({ linkUuid, sessionToken }) => ({
    poll: {
      why: 'Where WebSockets are blocked: ask as often as the answer says',
      method: 'GET',
      path: `${linkPath(linkUuid)}/location`,
      token: sessionToken,
    },
  }),
  'break-link': ({ linkUuid, sessionToken }) => ({
    calls: [
      {
        why: 'Before a reconnect: is the session still good? 410 once the link is disabled, so stay away',
        method: 'GET',
        path: `${linkPath(linkUuid)}/session`,
        token: sessionToken,
      },
    ],
  }),
  'break-token': (values) => ({
    stream: {
      ...fleet(values, ['.location.updated']),
      onceSubscribed: {
        why: 'The token is revoked: the server says error 4009 and closes with 4009',
        method: 'POST',
        path: '/oauth/revoke',
        form: { client_id: values.clientId, client_secret: values.clientSecret, token: values.token },
      },
    },
  }),
  'break-log': (values) => ({
    stream: {
      channel: `private-asset.${values.assetId}`,
      token: values.token,
      events: ['.location.updated'],
      track: `/api/${values.accountKey}/asset/${values.assetId}/track`,
      instead: {
        why: 'After a reconnect: what was missed since the last position that you have (here: all)',
        ...owners(values, 'GET', `asset/${values.assetId}/track?after_seq=0`),
      },
    },
  }),
} as const satisfies Record<string, Write>;

export type StepId = keyof typeof RECIPES;

export const STEPS = Object.keys(RECIPES) as readonly StepId[];

export function recipeOf(step: StepId, values: SnippetValues): Recipe {
  return RECIPES[step](values);
}

function owners(
  { accountKey, token }: SnippetValues,
  method: Call['method'],
  path: string,
): Pick<Call, 'method' | 'path' | 'token'> {
  return { method, path: `/api/${accountKey}/${path}`, token };
}

function change(values: SnippetValues, why: string, body: NonNullable<Call['body']>): Call {
  return { why, ...owners(values, 'PATCH', `tracking-link/${values.linkUuid}`), body };
}

function fleet(values: SnippetValues, events: readonly string[]): Stream {
  const instead = { why: 'The last positions of all assets', ...owners(values, 'GET', 'location') };
  return { channel: `private-account.${values.accountKey}`, token: values.token, events, instead };
}

function alerts(values: SnippetValues, events: readonly string[]): Stream {
  return {
    ...fleet(values, events),
    instead: { why: 'The latest alerts', ...owners(values, 'GET', 'alert') },
  };
}

/** A viewer of the link, with the session that is already there. */
function viewed({ linkUuid, sessionToken: token }: SnippetValues, onceSubscribed: Call): Stream {
  return { ...linkStream(linkUuid), token, onceSubscribed, instead: { ...located(linkUuid), token } };
}

function follow(
  { linkUuid }: SnippetValues,
  { email, hasCode }: Pick<Verification, 'email' | 'hasCode'>,
): Recipe {
  const path = linkPath(linkUuid);
  return {
    calls: [{ why: 'What does the link ask for? Nothing of the vehicle is told yet', method: 'GET', path }],
    verification: { path: `${path}/verify`, email, hasCode },
    stream: { ...linkStream(linkUuid), token: null, instead: located(linkUuid) },
  };
}

function linkStream(uuid: string): Pick<Stream, 'channel' | 'events'> {
  return { channel: `private-tracking.${uuid}`, events: LINK_EVENTS };
}

function located(uuid: string): Call {
  return { why: 'The same by polling', method: 'GET', path: `${linkPath(uuid)}/location` };
}

function linkPath(uuid: string): string {
  return `/api/public/tracking/${uuid}`;
}

/** An id is a number in bodies; a placeholder stays as it is. */
function number(id: string): string | number {
  return /^\d+$/.test(id) ? Number(id) : id;
}
