import { IntegerSetting, ListSetting } from '../config/setting.decorator';

/** What every public HTTP server has. */
export class HttpConfig {
  @ListSetting({
    env: 'TRUSTED_PROXIES',
    description:
      'Addresses or networks of the reverse proxies whose X-Forwarded-For and X-Forwarded-Proto count, comma-separated; loopback, linklocal and uniquelocal are known names.',
    default: '',
    example: '10.0.0.0/8,loopback',
  })
  readonly trustedProxies?: string[];

  @IntegerSetting({
    env: 'HTTP_MAX_BODY_BYTES',
    description: 'Longest request body.',
    default: 262_144,
    min: 1_024,
  })
  readonly maxBodyBytes!: number;
}
