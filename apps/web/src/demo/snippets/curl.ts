import { paragraphs, type Call, type Recipe, type ServerValues } from './snippets';

const JSON_TYPE = "-H 'Content-Type: application/json'";

/** curl speaks no WebSocket: it shows the calls, and what REST answers in place of a stream. */
export function curl({ calls = [], verification, stream, poll }: Recipe, { api }: ServerValues): string {
  const { onceSubscribed, instead, token } = stream ?? {};
  return paragraphs(
    `api=${quote(api)}`,
    ...calls.map((call) => render(call)),
    verification && verify(verification),
    onceSubscribed && render(onceSubscribed),
    stream && authorise(stream.channel, token ?? null),
    instead && render(instead, verification !== undefined),
    poll && render({ ...poll, why: `${poll.why} (poll_after_seconds)` }),
  );
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function urlOf(path: string): string {
  return `"$api${path.replace(/[\\"$`]/g, '\\$&')}"`;
}

function request({ method, path, token, body, form }: Call, hasSession = false): string {
  const fields = Object.entries(form ?? {}).map(
    ([name, value]) => `--data-urlencode ${quote(`${name}=${value}`)}`,
  );
  const parts = [
    `curl -sS${method === 'GET' || form || method === 'POST' ? '' : ` -X ${method}`} ${urlOf(path)}`,
    token !== undefined && `-H ${quote(`Authorization: Bearer ${token}`)}`,
    hasSession && `-H "Authorization: Bearer $token"`,
    body !== undefined && `${JSON_TYPE} -d ${quote(JSON.stringify(body))}`,
    ...fields,
  ];
  return parts.filter(Boolean).join(' \\\n  ');
}

function render(call: Call, hasSession = false): string {
  return `# ${call.why}.\n${request(call, hasSession)}`;
}

function verify({ path, email, hasCode }: NonNullable<Recipe['verification']>): string {
  const first = request({ why: '', method: 'POST', path, body: email === null ? {} : { email } });
  const token = `token=$(printf %s "$session" | sed -n 's/.*"session_token":"\\([^"]*\\)".*/\\1/p')
echo "$session"`;
  if (!hasCode) return `session=$(${first})\n${token}`;
  return `# The first call mails a code, the second takes it.
challenge=$(${first} |
  sed -n 's/.*"challenge_id":"\\([^"]*\\)".*/\\1/p')
printf 'Code from the mail: ' >&2
read -r code
session=$(printf '{"email":"%s","code":"%s","challenge_id":"%s"}' ${quote(email ?? '')} "$code" "$challenge" |
  curl -sS ${urlOf(path)} \\
    ${JSON_TYPE} -d @-)
${token}`;
}

function authorise(channel: string, token: string | null): string {
  const header = token === null ? '"Authorization: Bearer $token"' : quote(`Authorization: Bearer ${token}`);
  return `# curl speaks no WebSocket. The call that authorises a subscription, with the socket_id of its connection:
curl -sS "$api/broadcasting/auth" \\
  -H ${header} \\
  -d socket_id=1234.5678 \\
  -d channel_name=${quote(channel)}`;
}
