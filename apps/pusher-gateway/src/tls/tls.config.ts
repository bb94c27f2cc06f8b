import { SwitchSetting, TextSetting } from '@yipii/platform';

export class TlsConfig {
  @SwitchSetting({
    env: 'GATEWAY_REQUIRE_TLS',
    description:
      'Close connections without TLS with 4000, and refuse plain HTTP. TLS at a trusted proxy counts (X-Forwarded-Proto). Turn it off only on loopback and private addresses.',
    default: false,
  })
  readonly requireTls!: boolean;

  @TextSetting({
    env: 'GATEWAY_TLS_CERT_FILE',
    description: 'PEM file with the certificate chain, if the gateway itself terminates TLS.',
    default: '',
  })
  readonly tlsCertFile?: string;

  @TextSetting({
    env: 'GATEWAY_TLS_KEY_FILE',
    description: 'PEM file with the private key of that certificate.',
    default: '',
  })
  readonly tlsKeyFile?: string;
}
