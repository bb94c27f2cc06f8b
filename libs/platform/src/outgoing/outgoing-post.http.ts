import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import http, { type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { DestinationRules } from './destination-rules';
import {
  DestinationRefused,
  NoAnswer,
  OutgoingPost,
  type OutgoingAnswer,
  type OutgoingRequest,
} from './outgoing-post.ports';
import type { OutgoingConfig } from './outgoing.config';

/** Timeout of one whole attempt. */
const TIMEOUT_MS = 5_000;
const MAX_BODY_BYTES = 1024 * 1024;
const MAX_ANSWER_HEADER_BYTES = 16 * 1024;
/** A short answer is read to its end, so that its connection can serve the next request. */
const MAX_ANSWER_BYTES = 4_096;
const POOL = { keepAlive: true, maxFreeSockets: 64, maxSockets: 1_024, timeout: 30_000 };

type Resolve = (
  hostname: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Uses Node's own HTTP and HTTPS. A host is resolved once per connection, and the connection goes to exactly the
 * addresses that were checked: a name that resolves differently the next time (DNS rebinding) has no effect.
 */
export class HttpOutgoingPost extends OutgoingPost {
  private readonly rules: DestinationRules;
  private readonly transports = {
    'http:': { request: http.request, agent: new http.Agent(POOL), lookup: this.lookupFor('http:') },
    'https:': { request: https.request, agent: new https.Agent(POOL), lookup: this.lookupFor('https:') },
  };

  constructor(
    { mode, networks }: OutgoingConfig,
    private readonly resolve: Resolve = systemLookup,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {
    super();
    this.rules = new DestinationRules(mode === 'production', networks);
  }

  async post(request: OutgoingRequest): Promise<OutgoingAnswer> {
    const url = this.admit(request);
    const { request: open, agent, lookup } = this.transports[url.protocol as 'http:' | 'https:'];
    const options: RequestOptions = {
      method: 'POST',
      headers: { ...request.headers, 'content-length': Buffer.byteLength(request.body) },
      agent,
      lookup,
      maxHeaderSize: MAX_ANSWER_HEADER_BYTES,
      signal: AbortSignal.timeout(this.timeoutMs),
    };
    try {
      const answer = await answerOf(open(url, options), request.body);
      // Only the status matters; the rest may fail.
      await skimBody(answer).catch(() => undefined);
      return { status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'] ?? null };
    } catch (error) {
      throw error instanceof NoAnswer ? error : new NoAnswer(reasonOf(error));
    }
  }

  /** Checks what needs no look-up. Node does not look up a host that is an IP address. */
  private admit({ url, body }: OutgoingRequest): URL {
    const target = URL.canParse(url) ? new URL(url) : undefined;
    if (!target || !(target.protocol in this.transports)) throw new DestinationRefused('not an HTTP URL');
    if (target.username !== '' || target.password !== '')
      throw new DestinationRefused('the URL holds credentials');
    if (Buffer.byteLength(body) > MAX_BODY_BYTES) throw new DestinationRefused('the body is too large');
    const host = target.hostname.replace(/^\[|\]$/g, '');
    const problem = isIP(host) === 0 ? null : this.rules.problem(host, target.protocol);
    if (problem !== null) throw new DestinationRefused(problem);
    return target;
  }

  private lookupFor(protocol: string): LookupFunction {
    return (hostname, options, callback) => {
      this.resolve(hostname, { all: true }, (error, found) => {
        const addresses = error ? [] : found.filter(({ address }) => !this.rules.problem(address, protocol));
        const [first] = addresses;
        if (!first) callback(error ?? this.refusal(found, protocol), []);
        else if (options.all) callback(null, addresses);
        else callback(null, first.address, first.family);
      });
    };
  }

  private refusal([first]: readonly LookupAddress[], protocol: string): DestinationRefused {
    const problem = first && this.rules.problem(first.address, protocol);
    return new DestinationRefused(problem ?? 'the host has no address');
  }
}

function answerOf(request: http.ClientRequest, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('response', resolve);
    request.on('error', reject);
    // An upgrade or a tunnel is not a response.
    request.on('close', () => reject(new NoAnswer('the connection was closed')));
    request.end(body);
  });
}

async function skimBody(answer: IncomingMessage): Promise<void> {
  let left = MAX_ANSWER_BYTES;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    left -= chunk.byteLength;
    if (left <= 0) break; // which closes the connection
  }
}

/** The error itself is dropped because it contains the address and parts of the response. */
function reasonOf(error: unknown): string {
  const { name, message, code } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError' || name === 'AbortError') return 'no answer in time';
  return code ?? message;
}
