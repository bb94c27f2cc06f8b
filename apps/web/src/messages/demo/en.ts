/** All texts of the live demo. Blanks in braces are filled in. */
export const en = {
  title: 'Yipii Live demo',
  intro:
    'Play a step and read on the wire what happens: every call, every frame in and out, every close code. All of it is the public API of this server, with a simulated fleet.',
  docs: 'API reference',
  parts: 'Parts of the page',
  map: 'Map',
  stepsTitle: 'Steps',
  wire: 'Wire',
  live: 'Live',
  connecting: 'Connecting …',

  vehicles: 'Vehicles',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  status: { moving: 'Moving', idling: 'Idling', stopped: 'Stopped', offline: 'Offline' },

  play: 'Play',
  stop: 'Stop',
  again: 'Play again',
  playing: 'Playing …',
  caught: 'Code from the mail that was sent: {code}',
  failed: 'This step ended early: {reason}',
  tooLong: 'nothing more came over the wire in time',

  code: 'Code',
  codeNote: 'The credentials in it are made for this page and end after 15 minutes.',
  language: 'Programming language',
  copy: 'Copy',
  copied: 'Copied',
  selected: 'Selected: press Ctrl+C',

  sent: 'sent',
  received: 'received',
  show: 'What to show',
  all: 'Everything',
  calls: 'REST calls',
  frames: 'WebSocket frames',
  ofStep: 'This step only',
  filter: 'Filter by text',
  pause: 'Pause',
  goOn: 'Go on',
  clear: 'Clear',
  empty: 'Nothing yet. Play a step.',
  noMatch: 'Nothing matches what to show.',

  chapters: {
    stream: 'Live stream of a fleet',
    links: 'Public tracking links',
    ends: 'Changes while somebody watches',
    alerts: 'Alerts',
    poll: 'Without a WebSocket',
    broken: 'Break it',
  },
  steps: {
    authenticate: {
      title: 'Get an access token',
      what: 'An OAuth2 client asks for a token with its id and secret.',
      after: 'Send this token as Authorization: Bearer with every call.',
    },
    subscribe: {
      title: 'Subscribe to the fleet',
      what: 'A Pusher client connects, has its subscription authorised, and joins the channel of the account.',
      after: 'From now on every position of the fleet arrives by itself, the last known ones first.',
    },
    receive: {
      title: 'Receive positions',
      what: 'The same stream, with a listener for .location.updated. The dot belongs to the name.',
      after: 'The data of an event is JSON in a string: one position, or an array of several.',
    },
    'link-public': {
      title: 'Link without a check',
      what: 'The owner makes a link to the first vehicle. Whoever has it gets a session and follows.',
      after: 'Viewers get this and nothing else: no id of the vehicle, its device or its account.',
    },
    'link-email': {
      title: 'Link that asks for an address',
      what: 'The viewer gives a mail address, which is recorded, and follows.',
      after: 'The owner sees the address in the list of viewers. It is deleted after some time.',
    },
    'link-email-code': {
      title: 'Link with a code by mail',
      what: 'The first call has a code mailed to the address, the second brings the code back.',
      after: 'A code works once and for ten minutes. A wrong one is answered with 422, always the same.',
    },
    'link-authorized': {
      title: 'Link for listed addresses',
      what: 'Only addresses on the list of the link get in. Here all of @demo.example are listed.',
      after: 'Any other address gets 403 with the code ADDRESS_NOT_ALLOWED.',
    },
    'link-authorized-code': {
      title: 'Link for listed addresses, with a code',
      what: 'The address must be on the list, and a code proves that it is the viewer’s own.',
      after: 'Addresses that are not listed get the same answer, but no mail: nobody can try out the list.',
    },
    disable: {
      title: 'Disable a link',
      what: 'A viewer is connected. The owner disables the link.',
      after: 'Close code 4004: the link has ended. A client does not try again.',
    },
    arrival: {
      title: 'End a link on arrival',
      what: 'A viewer is connected. The owner sets a destination where the vehicle is right now.',
      after:
        'The reason is “arrival”, and 4004 closes the connection. Usually some minutes of grace come before.',
    },
    schedule: {
      title: 'Leave the schedule',
      what: 'A viewer is connected. The owner opens the link on Mondays for one minute only.',
      after: 'The connection stays, without positions. They come again when the window opens.',
    },
    vehicle: {
      title: 'Change the vehicle',
      what: 'A link follows a route. The owner gives the route to another vehicle.',
      after: 'The viewer goes on watching under the same link, from the position of the new vehicle on.',
    },
    'alert-raised': {
      title: 'Raise an alert',
      what: 'Wait for the next alert of the fleet, such as a vehicle faster than 40 km/h. It may take a minute.',
      after: 'The id names the incident. It is the same when the alert is cleared or acknowledged.',
    },
    'alert-cleared': {
      title: 'Clear an alert',
      what: 'Wait until the condition of an alert is over, such as a vehicle that slows down.',
      after: 'Only conditions are cleared. Instants, such as entering a fence, just happen.',
    },
    'alert-acknowledged': {
      title: 'Acknowledge an alert',
      what: 'Somebody takes care of an open alert by a call, and everybody else learns of it.',
      after: 'All who listen to the account see who took it, and when.',
    },
    poll: {
      title: 'Poll',
      what: 'Where WebSockets are blocked, the viewer asks for the position by REST.',
      after: 'Ask again as often as poll_after_seconds says. This page goes on until you play another step.',
    },
    'break-link': {
      title: 'Disable the link, then ask',
      what: 'A viewer is cut off, and asks whether the session is still good before connecting again.',
      after: '410 says that the link has ended: stay away. 401 would say: verify again.',
    },
    'break-token': {
      title: 'Revoke the token',
      what: 'The fleet is streaming. The client revokes the token that authorised it.',
      after:
        'Close code 4009: within a second the connection is closed, and the token is refused everywhere.',
    },
    'break-log': {
      title: 'Stop the log for 20 seconds',
      what: 'The log in which positions are kept stops. Trackers get no acknowledgement and keep what they have.',
      after: 'Nothing is lost: the trackers sent it again, and the track has every position in between.',
    },
  },
};

export type DemoTexts = Readonly<typeof en>;
