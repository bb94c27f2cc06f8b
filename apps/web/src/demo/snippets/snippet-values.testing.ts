import type { SnippetValues } from '.';

/** With what needs escaping: quotes, dollars and backslashes. */
export const VALUES: SnippetValues = {
  ...{
    api: 'https://api.example.com',
    wsHost: 'ws.example.com',
    wsPort: 443,
    wsTls: true,
    appKey: 'app-key',
  },
  ...{ accountKey: 'acme', assetId: '14', otherAssetId: '15', token: 'the.token', clientId: 'client' },
  ...{ clientSecret: `s'"$\\{x}`, linkUuid: '5f0f4c1a-0000-4000-8000-000000000000', routeId: '3' },
  ...{ email: `o'brien$x@example.com`, sessionToken: 'yts_x', alertId: 'an-alert', lat: 57.7, lng: 11.97 },
};
