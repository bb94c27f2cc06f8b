import { hasCalls, indent, paragraphs, type Call, type Recipe, type ServerValues } from './snippets';

const PUSHER = [
  'com.pusher.client.Pusher',
  'com.pusher.client.PusherOptions',
  'com.pusher.client.channel.PrivateChannelEventListener',
  'com.pusher.client.channel.PusherEvent',
  'com.pusher.client.connection.ConnectionEventListener',
  'com.pusher.client.connection.ConnectionState',
  'com.pusher.client.connection.ConnectionStateChange',
  'com.pusher.client.util.HttpChannelAuthorizer',
];
const HTTP = [
  'com.google.gson.JsonObject',
  'com.google.gson.JsonParser',
  'okhttp3.MediaType.Companion.toMediaType',
  'okhttp3.OkHttpClient',
  'okhttp3.Request',
  'okhttp3.RequestBody.Companion.toRequestBody',
];
const PACKAGES = {
  pusher: 'implementation("com.pusher:pusher-java-client:2.4.4")',
  http: 'implementation("com.squareup.okhttp3:okhttp:4.12.0"), implementation("com.google.code.gson:gson:2.9.1")',
};
const CALL = `val http = OkHttpClient()

fun call(
    method: String,
    path: String,
    token: String? = null,
    body: String? = null,
    type: String = "application/json",
): JsonObject {
    val request = Request.Builder().url(API + path).method(method, body?.toRequestBody(type.toMediaType()))
    if (token != null) request.header("Authorization", "Bearer $token")
    http.newCall(request.build()).execute().use { response ->
        val text = response.body!!.string()
        println("$method $path \${response.code} $text")
        return if (text.startsWith("{")) JsonParser.parseString(text).asJsonObject else JsonObject()
    }
}`;

/** pusher-java-client for streams, OkHttp for requests: what Android apps use. */
export function kotlin(recipe: Recipe, server: ServerValues): string {
  const { calls = [], verification, stream, poll } = recipe;
  const steps = paragraphs(
    ...calls.map(render),
    verification && verify(verification),
    stream && streamOf(stream, server),
    poll && pollOf(poll),
  ).trimEnd();
  return paragraphs(
    head(recipe),
    `const val API = ${literal(server.api)}`,
    hasCalls(recipe) && CALL,
    `fun main() {\n${indent(steps, '    ')}\n}`,
  );
}

/** The packages, and what is imported of them. */
function head(recipe: Recipe): string {
  const isCalling = hasCalls(recipe);
  const packages = [...(recipe.stream ? [PACKAGES.pusher] : []), ...(isCalling ? [PACKAGES.http] : [])];
  const imports = [
    ...(recipe.stream?.track === undefined ? [] : ['com.google.gson.JsonElement']),
    ...(isCalling ? HTTP : []),
    ...(recipe.stream ? PUSHER : []),
  ].sort();
  return paragraphs(
    packages.map((line) => `// ${line}`).join('\n'),
    imports.map((name) => `import ${name}`).join('\n'),
  ).trimEnd();
}

function literal(text: string): string {
  return JSON.stringify(text).replaceAll('$', () => '\\$');
}

/** JSON as a raw string, in which nothing but a dollar means anything. */
function raw(text: string): string {
  return `"""${text.replaceAll('$', () => "${'$'}")}"""`;
}

function expression({ method, path, token, body, form }: Call): string {
  const options = [
    token !== undefined && `token = ${literal(token)}`,
    body !== undefined && `body = ${raw(JSON.stringify(body))}`,
    form &&
      `body = ${literal(new URLSearchParams(form).toString())}, type = "application/x-www-form-urlencoded"`,
  ].filter(Boolean);
  return `call(${[`"${method}"`, literal(path), ...options].join(', ')})`;
}

function render(call: Call): string {
  return `// ${call.why}.\n${expression(call)}`;
}

function verify({ path, email, hasCode }: NonNullable<Recipe['verification']>): string {
  const body = raw(JSON.stringify(email === null ? {} : { email }));
  const first = `call("POST", ${literal(path)}, body = ${body})`;
  if (!hasCode) return `val session = ${first}`;
  return `// The first call mails a code, the second takes it.
val answer = JsonObject()
answer.addProperty("email", ${literal(email ?? '')})
answer.add("challenge_id", ${first}["challenge_id"])
print("Code from the mail: ")
answer.addProperty("code", readln().trim())
val session = call("POST", ${literal(path)}, body = answer.toString())`;
}

function streamOf(
  { channel, token, events, onceSubscribed, track }: NonNullable<Recipe['stream']>,
  { wsHost, wsPort, wsTls, appKey }: ServerValues,
): string {
  const bearer = token === null ? 'session["session_token"].asString' : literal(token);
  const once = onceSubscribed ? `\n${indent(render(onceSubscribed), ' '.repeat(8))}` : '';
  const names = events.map((event) => `\n    ${literal(event)},`).join('');
  return `val token = ${bearer}
val authorizer = HttpChannelAuthorizer("$API/broadcasting/auth")
authorizer.setHeaders(mapOf("Authorization" to "Bearer $token"))
val options = PusherOptions()
    .setHost(${literal(wsHost)})
    .setWsPort(${wsPort})
    .setWssPort(${wsPort})
    .setUseTLS(${wsTls})
    .setChannelAuthorizer(authorizer)
val pusher = Pusher(${literal(appKey)}, options)

val connection = object : ConnectionEventListener {
    override fun onConnectionStateChange(change: ConnectionStateChange) = println("connection \${change.currentState}")
    override fun onError(message: String?, code: String?, error: Exception?) = println("error $code $message")
}
pusher.connect(connection, ConnectionState.ALL)

val listener = object : PrivateChannelEventListener {${track === undefined ? '' : '\n    var last: Long? = null\n'}
    override fun onSubscriptionSucceeded(channel: String) {
        println("subscribed $channel")${once}
    }
    override fun onAuthenticationFailure(message: String, error: Exception) = println("refused $message")
${track === undefined ? LISTEN : gaps(track)}
}
pusher.subscribePrivate(
    ${literal(channel)},
    listener,${names}
)
// An app lives on by itself; a program must be kept from ending.
Thread.currentThread().join()`;
}

const LISTEN = `    // The data of .location.updated is one position, or an array of them.
    override fun onEvent(event: PusherEvent) = println("\${event.eventName} \${event.data}")`;

function gaps(track: string): string {
  return `    override fun onEvent(event: PusherEvent) {
        println("\${event.eventName} \${event.data}")
        // One position, or an array of them.
        val data: JsonElement = JsonParser.parseString(event.data)
        for (position in if (data.isJsonArray) data.asJsonArray.toList() else listOf(data)) {
            val seq = position.asJsonObject["seq"].asLong
            val before = last
            last = seq
            // A jump: newer positions replaced some, or the connection was gone. The track has them.
            if (before != null && seq > before + 1) call("GET", "${track}?after_seq=$before", token = token)
        }
    }`;
}

function pollOf(call: Call): string {
  return `// ${call.why}.
while (true) {
    val answer = ${expression(call)}
    Thread.sleep(answer["poll_after_seconds"].asLong * 1_000)
}`;
}
