import { ParsedSetting, TextSetting } from '../config/setting.decorator';
import { assertNetworks } from './networks';

/** Allowed destinations of webhooks. */
export class OutgoingConfig {
  @TextSetting({
    env: 'NODE_ENV',
    description:
      '`production` restricts webhooks to HTTPS and public addresses, except for the networks in WEBHOOK_NETWORKS.',
    default: 'development',
  })
  readonly mode!: string;

  @ParsedSetting({
    env: 'WEBHOOK_NETWORKS',
    description:
      'Networks besides the public internet that webhooks may be sent to, also over plain HTTP: comma-separated CIDRs such as `10.0.0.0/8,fd00::/8`, or `none`. Default: loopback and private networks; in production none.',
    default: '',
    parse: parseNetworks,
  })
  readonly networks?: readonly string[];
}

/** @throws Error when one is not a network */
function parseNetworks(text: string): readonly string[] | '' {
  if (text.trim() === '') return '';
  if (text.trim() === 'none') return [];
  const networks = text.split(',').map((network) => network.trim());
  assertNetworks(networks);
  return networks;
}
