import { compile } from 'proxy-addr';
import { IntegerSetting, ParsedSetting } from '../config/setting.decorator';

/** @throws Error that names an entry that is none */
function parseProxies(text: string): string[] {
  const entries = text.split(',').map((entry) => entry.trim());
  const proxies = entries.filter((entry) => entry !== '');
  for (const proxy of proxies) demandProxy(proxy);
  return proxies;
}

function demandProxy(proxy: string): void {
  try {
    compile([proxy]);
  } catch {
    throw new Error(
      `must list addresses, networks, loopback, linklocal or uniquelocal; ${proxy} is none of them`,
    );
  }
}

/** Settings of every public HTTP server. */
export class HttpConfig {
  @ParsedSetting({
    env: 'TRUSTED_PROXIES',
    description:
      'Addresses or networks of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto headers are trusted, comma-separated; also loopback, linklocal and uniquelocal.',
    default: '',
    example: '10.0.0.0/8,loopback',
    parse: parseProxies,
  })
  readonly trustedProxies?: string[];

  @IntegerSetting({
    env: 'HTTP_MAX_BODY_BYTES',
    description: 'Maximum size of a request body.',
    default: 262_144,
    min: 1_024,
  })
  readonly maxBodyBytes!: number;

  @IntegerSetting({
    env: 'HTTP_MAX_BULK_BODY_BYTES',
    description:
      'Maximum size of a request body with many records: `POST tracking-link/bulk` and `POST position`. Raise it if full batches get 413.',
    default: 2_097_152,
    min: 1_024,
  })
  readonly maxBulkBodyBytes!: number;

  @IntegerSetting({
    env: 'HTTP_REQUEST_TIMEOUT_MS',
    description: 'How long a request of the API may take to arrive, its body included; then it gets 408.',
    default: 30_000,
    min: 1_000,
    max: 600_000,
  })
  readonly requestTimeoutMs!: number;
}
