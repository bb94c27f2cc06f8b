import { indent, paragraphs, type Call, type Json, type Recipe, type ServerValues } from './snippets';

const CALL = `def call(method, path, token=None, json=None, data=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    response = requests.request(method, API + path, headers=headers, json=json, data=data)
    print(method, path, response.status_code, response.text, flush=True)
    return response.json() if response.content else None`;

/** requests, and websocket-client for streams. */
export function python(recipe: Recipe, server: ServerValues): string {
  const { calls = [], verification, stream, poll } = recipe;
  return paragraphs(
    head(recipe),
    `API = ${literal(server.api)}`,
    `\n${CALL}\n`,
    ...calls.map(render),
    verification && verify(verification),
    stream && streamOf(stream, server),
    poll && pollOf(poll),
  );
}

/** The packages and modules. */
function head({ stream, poll }: Recipe): string {
  const packages = stream ? ['requests', 'websocket-client'] : ['requests'];
  return paragraphs(
    `# pip install ${packages.join(' ')}`,
    [poll && 'import time', stream && 'import json'].filter(Boolean).join('\n'),
    stream ? 'import requests\nimport websocket' : 'import requests',
  ).trimEnd();
}

function literal(text: string): string {
  return JSON.stringify(text);
}

function value(json: Json): string {
  if (typeof json === 'boolean') return json ? 'True' : 'False';
  if (json === null) return 'None';
  if (Array.isArray(json)) return `[${json.map(value).join(', ')}]`;
  if (typeof json !== 'object') return JSON.stringify(json);
  return `{${Object.entries(json)
    .map(([name, field]) => `${literal(name)}: ${value(field)}`)
    .join(', ')}}`;
}

function expression({ method, path, token, body, form }: Call): string {
  const options = [
    token !== undefined && `token=${literal(token)}`,
    body !== undefined && `json=${value(body)}`,
    form && `data=${value(form)}`,
  ].filter(Boolean);
  return `call(${[`"${method}"`, literal(path), ...options].join(', ')})`;
}

function render(call: Call): string {
  return `# ${call.why}.\n${expression(call)}`;
}

function verify({ path, email, hasCode }: NonNullable<Recipe['verification']>): string {
  if (!hasCode)
    return `session = call("POST", ${literal(path)}, json=${value(email === null ? {} : { email })})`;
  return `# The first call mails a code, the second takes it.
email = ${literal(email ?? '')}
challenge = call("POST", ${literal(path)}, json={"email": email})["challenge_id"]
code = input("Code from the mail: ").strip()
session = call("POST", ${literal(path)}, json={"email": email, "code": code, "challenge_id": challenge})`;
}

function streamOf(
  { channel, token, events, onceSubscribed, track }: NonNullable<Recipe['stream']>,
  { wsHost, wsPort, wsTls, appKey }: ServerValues,
): string {
  const url = `${wsTls ? 'wss' : 'ws'}://${wsHost}:${wsPort}/app/${appKey}?protocol=7`;
  const once = onceSubscribed ? `\n${indent(render(onceSubscribed), ' '.repeat(8))}` : '';
  const others = [
    'pusher:error',
    'pusher:subscription_error',
    ...events.filter((it) => it !== '.location.updated'),
  ];
  return `token = ${token === null ? 'session["session_token"]' : literal(token)}
channel = ${literal(channel)}
ws = websocket.create_connection(${literal(url)})${track !== undefined ? '\nlast = None' : ''}
while True:
    opcode, frame = ws.recv_data()
    if opcode == websocket.ABNF.OPCODE_CLOSE:
        print("closed", int.from_bytes(frame[:2], "big"), frame[2:].decode(), flush=True)
        break
    frame = json.loads(frame)
    event, data = frame["event"], frame.get("data")
    if isinstance(data, str):  # that of all events but errors and pings
        data = json.loads(data)
    if event == "pusher:connection_established":
        wanted = {"socket_id": data["socket_id"], "channel_name": channel}
        granted = call("POST", "/broadcasting/auth", token=token, json=wanted)
        subscribe = {"channel": channel, "auth": granted["auth"]}
        ws.send(json.dumps({"event": "pusher:subscribe", "data": subscribe}))
    elif event == "pusher:ping":
        ws.send(json.dumps({"event": "pusher:pong", "data": {}}))
    elif event == "pusher_internal:subscription_succeeded":
        print("subscribed", channel, flush=True)${once}${events.includes('.location.updated') ? located(track) : ''}
    elif event in ${value(others)}:
        print(event, json.dumps(data), flush=True)`;
}

function located(track: string | undefined): string {
  const each = `
    elif event == ".location.updated":
        # One position, or a list of them.
        for position in data if isinstance(data, list) else [data]:
            print(event, json.dumps(position), flush=True)`;
  if (track === undefined) return each;
  return `${each}
            # A jump: newer positions replaced some, or the connection was gone. The track has them.
            if last is not None and position["seq"] > last + 1:
                call("GET", f"${track}?after_seq={last}", token=token)
            last = position["seq"]`;
}

function pollOf(call: Call): string {
  return `# ${call.why}.
while True:
    answer = ${expression(call)}
    time.sleep(answer["poll_after_seconds"])`;
}
