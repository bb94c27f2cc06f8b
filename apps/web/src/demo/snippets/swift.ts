import { hasCalls, indent, paragraphs, type Call, type Recipe, type ServerValues } from './snippets';

const CALL = `@discardableResult
func call(
    _ method: String, _ path: String, token: String? = nil,
    body: String? = nil, type: String = "application/json"
) async throws -> [String: Any] {
    var request = URLRequest(url: URL(string: api + path)!)
    request.httpMethod = method
    if let token = token { request.setValue("Bearer \\(token)", forHTTPHeaderField: "Authorization") }
    if let body = body {
        request.setValue(type, forHTTPHeaderField: "Content-Type")
        request.httpBody = Data(body.utf8)
    }
    let (data, response) = try await URLSession.shared.data(for: request)
    print(method, path, (response as! HTTPURLResponse).statusCode, String(decoding: data, as: UTF8.self))
    return (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] ?? [:]
}`;
const AUTHORIZATION = `class Authorization: AuthRequestBuilderProtocol {
    let token: String
    init(token: String) { self.token = token }

    func requestFor(socketID: String, channelName: String) -> URLRequest? {
        var request = URLRequest(url: URL(string: api + "/broadcasting/auth")!)
        request.httpMethod = "POST"
        request.setValue("Bearer \\(token)", forHTTPHeaderField: "Authorization")
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        request.httpBody = Data("socket_id=\\(socketID)&channel_name=\\(channelName)".utf8)
        return request
    }
}`;

/** PusherSwift 10.1 or newer for streams, URLSession for requests; the program's main.swift. */
export function swift(recipe: Recipe, server: ServerValues): string {
  const { calls = [], verification, stream, poll } = recipe;
  return paragraphs(
    stream
      ? '// Package: https://github.com/pusher/pusher-websocket-swift, from 10.1.0. As main.swift (Swift 5.7):'
      : '// As main.swift (Swift 5.7):',
    `import Foundation${stream ? '\nimport PusherSwift' : ''}`,
    `let api = ${literal(server.api)}`,
    hasCalls(recipe) && CALL,
    stream && AUTHORIZATION,
    stream && watcher(stream),
    ...calls.map(render),
    verification && verify(verification),
    stream && streamOf(stream, server),
    poll && pollOf(poll),
  );
}

/** JSON and Swift agree on all escapes but those by number. */
function literal(text: string): string {
  return JSON.stringify(text).replace(/\\u([0-9a-f]{4})/g, '\\u{$1}');
}

/** JSON as a raw string. */
function raw(text: string): string {
  return `#"${text}"#`;
}

function expression({ method, path, token, body, form }: Call): string {
  const options = [
    token !== undefined && `token: ${literal(token)}`,
    body !== undefined && `body: ${raw(JSON.stringify(body))}`,
    form &&
      `body: ${literal(new URLSearchParams(form).toString())}, type: "application/x-www-form-urlencoded"`,
  ].filter(Boolean);
  return `try await call(${[`"${method}"`, literal(path), ...options].join(', ')})`;
}

function render(call: Call): string {
  return `// ${call.why}.\n${expression(call)}`;
}

function verify({ path, email, hasCode }: NonNullable<Recipe['verification']>): string {
  const body = raw(JSON.stringify(email === null ? {} : { email }));
  const first = `try await call("POST", ${literal(path)}, body: ${body})`;
  if (!hasCode) return `let session = ${first}`;
  return `// The first call mails a code, the second takes it.
let challenge = ${first}
print("Code from the mail: ", terminator: "")
let answer: [String: Any] = [
    "email": ${literal(email ?? '')},
    "code": readLine() ?? "",
    "challenge_id": challenge["challenge_id"] ?? "",
]
let answerBody = String(decoding: try JSONSerialization.data(withJSONObject: answer), as: UTF8.self)
let session = try await call("POST", ${literal(path)}, body: answerBody)`;
}

/** Hears of the connection and of the subscription. */
function watcher({ onceSubscribed }: NonNullable<Recipe['stream']>): string {
  const once = onceSubscribed
    ? `\n        Task {\n${indent(render(onceSubscribed), ' '.repeat(12))}\n        }`
    : '';
  return `class Watcher: PusherDelegate {
    func changedConnectionState(from old: ConnectionState, to new: ConnectionState) {
        print("connection", new.stringValue())
    }

    func subscribedToChannel(name: String) {
        print("subscribed", name)${once}
    }

    func failedToSubscribeToChannel(name: String, response: URLResponse?, data: String?, error: NSError?) {
        print("refused", name, data ?? "")
    }

    func receivedError(error: PusherError) {
        print("error", error.code ?? 0, error.message)
    }
}`;
}

function streamOf(
  { channel, token, events, track }: NonNullable<Recipe['stream']>,
  { wsHost, wsPort, wsTls, appKey }: ServerValues,
): string {
  const bearer = token === null ? 'session["session_token"] as! String' : literal(token);
  return paragraphs(
    `let token = ${bearer}
let options = PusherClientOptions(
    authMethod: .authRequestBuilder(authRequestBuilder: Authorization(token: token)),
    host: .host(${literal(wsHost)}),
    port: ${wsPort},
    useTLS: ${wsTls}
)
let pusher = Pusher(key: ${literal(appKey)}, options: options)
let watcher = Watcher() // pusher holds it weakly
pusher.delegate = watcher`,
    `let channel = pusher.subscribe(${literal(channel)})
${track === undefined ? bindings(events) : gaps(track)}pusher.connect()`,
    `// An app lives on by itself; a program must be kept from ending.
while true { try await Task.sleep(nanoseconds: 1_000_000_000) }`,
  ).trimEnd();
}

function bindings(events: readonly string[]): string {
  if (events.length === 0) return '';
  return `// The data of .location.updated is one position, or an array of them.
for event in [${events.map(literal).join(', ')}] {
    channel.bind(eventName: event, eventCallback: { (event: PusherEvent) in
        print(event.eventName, event.data ?? "")
    })
}
`;
}

function gaps(track: string): string {
  return `var last: Int?
channel.bind(eventName: ".location.updated", eventCallback: { (event: PusherEvent) in
    print(event.eventName, event.data ?? "")
    // One position, or an array of them.
    let data = try? JSONSerialization.jsonObject(with: Data((event.data ?? "").utf8))
    for position in data as? [[String: Any]] ?? [data as? [String: Any] ?? [:]] {
        guard let seq = position["seq"] as? Int else { continue }
        let before = last ?? seq
        last = seq
        // A jump: newer positions replaced some, or the connection was gone. The track has them.
        if seq > before + 1 {
            Task { try await call("GET", "${track}?after_seq=\\(before)", token: token) }
        }
    }
})
`;
}

function pollOf(call: Call): string {
  return `// ${call.why}.
while true {
    let answer = ${expression(call)}
    let seconds = answer["poll_after_seconds"] as? UInt64 ?? 30
    try await Task.sleep(nanoseconds: seconds * 1_000_000_000)
}`;
}
