const DESCRIPTIONS = {
  oauth: 'Access tokens for machines: client credentials, revocation, keys and metadata.',
  access: 'Who is calling.',
  'api-key': 'Keys for programs that can’t fetch tokens.',
  'oauth-client': 'Clients that fetch access tokens with their secret.',
  live: 'Authorization of private channels, for pusher-js, Laravel Echo and other Pusher clients.',
  user: 'The people of your account, and who is calling.',
  invitation: 'Invitations of people to your account.',
  'sign-in': 'How people come in: passwords, invitations and password resets.',
  session: 'Your own session, password and second factor.',
  asset: 'What is tracked: vehicles, machines, people.',
  'asset-group': 'Groups of assets, for channels, roles and filters.',
  driver: 'Drivers, and the iButton or RFID identifiers by which trackers know them.',
  device: 'Trackers and phones, and the assets that they are mounted on.',
  'tracking-link-template': 'What makes tracking links alike.',
  route: 'Stops that an asset goes to in their order. Tracking links may wait at one of them.',
  'tracking-link': 'Public links by which anybody follows one vehicle, for as long as you allow.',
  brand: 'What viewers of tracking links see of you: name, logo, colours, contact.',
  tracking: 'What viewers of a tracking link call: without an account, with a session of the link.',
  geofence: 'Areas: circles, polygons and corridors.',
  position: 'Where assets are and were.',
  event: 'What has happened, by cursor: for receivers that were down.',
  import: 'Many assets, devices or geofences at once.',
  'audit-log': 'Who changed what.',
  place: 'Search for towns, streets and geofences by name.',
} as const;

/** The groups of operations in the OpenAPI document. */
export const TAGS = Object.entries(DESCRIPTIONS).map(([name, description]) => ({ name, description }));
