// What the tests do on a customer's page, with the stock browser bundles of pusher-js and laravel-echo.
/* global Pusher, Echo, window */

let pusher;
const received = new Map();
const states = [];
const errors = [];

const keep = (name) => (data, metadata) => {
  const user = metadata?.user_id === undefined ? [] : [metadata.user_id];
  received.set(name, [...(received.get(name) ?? []), [data, ...user]]);
};

window.site = {
  connect(key, options) {
    pusher = new Pusher(key, { forceTLS: false, cluster: '', enabledTransports: ['ws', 'wss'], ...options });
    pusher.connection.bind('state_change', ({ current }) => states.push(current));
    // pusher-js wraps what comes before the connection is established.
    pusher.connection.bind('error', ({ data, error }) => errors.push(data ?? error?.data ?? null));
  },

  /** Every state that followed `connecting`, and every error. */
  connection: () => ({ states, errors, socketId: pusher.connection.socket_id }),

  /** Resolves with the ids of the members, if it is a presence channel; rejects with the server's error. */
  join(name, events = []) {
    const channel = pusher.subscribe(name);
    for (const event of events) channel.bind(event, keep(`${name} ${event}`));
    return new Promise((resolve, reject) => {
      channel.bind('pusher:subscription_succeeded', () =>
        resolve(Object.keys(channel.members?.members ?? {})),
      );
      channel.bind('pusher:subscription_error', (error) => reject(new Error(JSON.stringify(error))));
    });
  },

  /** Each event's data and, where it is known, the user who sent it. */
  got: (name, event) => received.get(`${name} ${event}`) ?? [],

  trigger: (name, event, data) => pusher.channel(name).trigger(event, data),

  signIn(event) {
    pusher.user.bind(event, keep(`user ${event}`));
    pusher.signin();
  },

  /** Listens by Echo. */
  listen(options, channel, event) {
    const echo = new Echo.default({
      ...{ broadcaster: 'pusher', forceTLS: false, cluster: '', enabledTransports: ['ws', 'wss'] },
      ...options,
    });
    echo.private(channel).listen(event, keep(`echo ${event}`));
  },
};
