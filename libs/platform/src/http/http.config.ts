import { IntegerSetting, ListSetting } from '../config/setting.decorator';

/** Settings of every public HTTP server. */
export class HttpConfig {
  @ListSetting({
    env: 'TRUSTED_PROXIES',
    description:
      'Addresses or networks of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto headers are trusted, comma-separated; also loopback, linklocal and uniquelocal.',
    default: '',
    example: '10.0.0.0/8,loopback',
  })
  readonly trustedProxies?: string[];

  @IntegerSetting({
    env: 'HTTP_MAX_BODY_BYTES',
    description: 'Maximum size of a request body.',
    default: 262_144,
    min: 1_024,
  })
  readonly maxBodyBytes!: number;
}
