import { ValidateBy } from 'class-validator';
import { IntegerSetting, PortSetting, SwitchSetting, TextSetting } from '@yipii/platform';
import { signingKeysProblem } from './access/signing-keys';

const YEAR_S = 31_536_000;
const DAY_S = 86_400;

export class ApiConfig {
  @PortSetting({ env: 'API_PORT', description: 'Port of the REST API and the pages.', default: 8080 })
  readonly port!: number;

  @SwitchSetting({
    env: 'API_REQUIRE_TLS',
    description:
      'Refuse plain HTTP (a trusted proxy’s X-Forwarded-Proto counts). Off only on loopback and private addresses.',
    default: false,
  })
  readonly requireTls!: boolean;

  @TextSetting({
    env: 'API_TLS_CERT_FILE',
    description: 'PEM file with the certificate chain, if the API itself terminates TLS.',
    default: '',
  })
  readonly tlsCertFile?: string;

  @TextSetting({
    env: 'API_TLS_KEY_FILE',
    description: 'PEM file with the private key of that certificate.',
    default: '',
  })
  readonly tlsKeyFile?: string;

  @ValidateBy({
    name: 'signingKeys',
    validator: {
      validate: (text) => signingKeysProblem(text) === null,
      defaultMessage: (args) => signingKeysProblem(args?.value) ?? '',
    },
  })
  @TextSetting({
    env: 'API_SIGNING_KEY',
    description:
      'Private keys (Ed25519 or P-256) that sign access tokens, as PEM, JWK or JWK Set, one after the other. The first signs, all verify, so that they can be rotated.',
    secret: true,
    example: 'openssl genpkey -algorithm ed25519',
  })
  readonly signingKeys!: string;

  @IntegerSetting({
    env: 'API_TOKEN_TTL_SECONDS',
    description: 'Lifetime of access tokens, in seconds.',
    default: YEAR_S,
    min: 1,
  })
  readonly tokenTtlSeconds!: number;

  @IntegerSetting({
    env: 'LINK_DEFAULT_LIFE_SECONDS',
    description:
      'Lifetime of tracking links that are created without any end, and of those that are opened again.',
    default: DAY_S,
    min: 60,
  })
  readonly linkLifeSeconds!: number;
}
