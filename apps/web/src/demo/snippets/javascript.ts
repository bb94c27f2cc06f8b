import {
  hasCalls,
  indent,
  paragraphs,
  type Call,
  type Json,
  type Recipe,
  type ServerValues,
} from './snippets';

const CALL = `async function call(method, path, { token, body } = {}) {
  const isForm = body instanceof URLSearchParams;
  const headers = {};
  if (token) headers.Authorization = \`Bearer \${token}\`;
  if (body && !isForm) headers['Content-Type'] = 'application/json';
  const response = await fetch(api + path, { method, headers, body: isForm || !body ? body : JSON.stringify(body) });
  const text = await response.text();
  console.log(method, path, response.status, text);
  return text ? JSON.parse(text) : null;
}`;

/** For Node 20 or newer, and with a bundler for browsers; pusher-js. */
export function javascript(recipe: Recipe, server: ServerValues): string {
  const { calls = [], verification, stream, poll } = recipe;
  return paragraphs(
    `// ${stream ? 'npm install pusher-js, and run' : 'Run'} it as an ES module: node program.mjs`,
    [
      verification?.hasCode && "import { createInterface } from 'node:readline/promises';",
      stream && "import Pusher from 'pusher-js';",
    ]
      .filter(Boolean)
      .join('\n'),
    `const api = ${literal(server.api)};`,
    hasCalls(recipe) && CALL,
    ...calls.map(render),
    verification && verify(verification),
    stream && streamOf(stream, server),
    poll && pollOf(poll),
  );
}

/** A literal in single quotes. */
function literal(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}

function value(json: Json): string {
  if (typeof json === 'string') return literal(json);
  if (Array.isArray(json)) return `[${json.map(value).join(', ')}]`;
  if (json === null || typeof json !== 'object') return JSON.stringify(json);
  const fields = Object.entries(json).map(([name, field]) => `${name}: ${value(field)}`);
  return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}';
}

function expression({ method, path, token, body, form }: Call): string {
  const options = [
    token !== undefined && `token: ${literal(token)}`,
    body !== undefined && `body: ${value(body)}`,
    form && `body: new URLSearchParams(${value(form)})`,
  ].filter(Boolean);
  const last = options.length > 0 ? `, { ${options.join(', ')} }` : '';
  return `await call('${method}', ${literal(path)}${last})`;
}

function render(call: Call): string {
  return `// ${call.why}.\n${expression(call)};`;
}

function verify({ path, email, hasCode }: NonNullable<Recipe['verification']>): string {
  if (!hasCode) {
    const body = email === null ? '{}' : value({ email });
    return `const session = await call('POST', ${literal(path)}, { body: ${body} });`;
  }
  return `// The first call mails a code, the second takes it.
const email = ${literal(email ?? '')};
const { challenge_id } = await call('POST', ${literal(path)}, { body: { email } });
const terminal = createInterface({ input: process.stdin, output: process.stdout });
const code = (await terminal.question('Code from the mail: ')).trim();
terminal.close();
const session = await call('POST', ${literal(path)}, { body: { email, code, challenge_id } });`;
}

function streamOf(
  { channel, token, events, onceSubscribed, track }: NonNullable<Recipe['stream']>,
  { wsHost, wsPort, wsTls, appKey }: ServerValues,
): string {
  const bearer = token === null ? 'session.session_token' : literal(token);
  const once = onceSubscribed ? `\n${indent(render(onceSubscribed), '  ')}` : '';
  return paragraphs(
    `const token = ${bearer};
const pusher = new Pusher(${literal(appKey)}, {
  wsHost: ${literal(wsHost)},
  wsPort: ${wsPort},
  wssPort: ${wsPort},
  forceTLS: ${wsTls},
  enabledTransports: ['ws', 'wss'],
  disableStats: true,
  cluster: '',
  channelAuthorization: {
    transport: 'ajax',
    endpoint: \`\${api}/broadcasting/auth\`,
    headersProvider: () => ({ Authorization: \`Bearer \${token}\` }),
  },
});
pusher.connection.bind('state_change', ({ current }) => console.log('connection', current));
pusher.connection.bind('error', ({ error }) => console.log('error', JSON.stringify(error)));`,
    `const channel = pusher.subscribe(${literal(channel)});
channel.bind('pusher:subscription_succeeded', async () => {
  console.log('subscribed', channel.name);${once}
});
channel.bind('pusher:subscription_error', (error) => console.log('refused', JSON.stringify(error)));`,
    track !== undefined ? gaps(track) : bindings(events),
  ).trimEnd();
}

function bindings(events: readonly string[]): string {
  return events.map(binding).join('\n');
}

function binding(event: string): string {
  if (event !== '.location.updated')
    return `channel.bind('${event}', (data) => console.log('${event}', JSON.stringify(data)));`;
  return `channel.bind('${event}', (data) => {
  // One position, or an array of them.
  for (const position of [data].flat()) console.log('${event}', JSON.stringify(position));
});`;
}

function gaps(track: string): string {
  return `let last = null;
channel.bind('.location.updated', async (data) => {
  for (const position of [data].flat()) {
    console.log('.location.updated', JSON.stringify(position));
    const before = last;
    last = position.seq;
    // A jump: newer positions replaced some, or the connection was gone. The track has them.
    if (before !== null && last > before + 1) await call('GET', \`${track}?after_seq=\${before}\`, { token });
  }
});`;
}

function pollOf(call: Call): string {
  return `// ${call.why}.
for (;;) {
  const { poll_after_seconds } = ${expression(call)};
  await new Promise((resolve) => setTimeout(resolve, poll_after_seconds * 1000));
}`;
}
