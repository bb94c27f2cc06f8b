import { StartRefused } from '@yipii/platform';
import type { TlsConfig } from './tls.config';

/** PEM files. When they change, new connections get the new certificate; existing ones are kept. */
export interface TlsSettings {
  /** The certificate, followed by its chain. */
  readonly certFile: string;
  /** Not encrypted; RSA or ECDSA. */
  readonly keyFile: string;
  /** How often they are polled; 5 s by default. */
  readonly checkEveryMs?: number;
}

/**
 * Returns undefined if the gateway itself serves no TLS.
 * @throws StartRefused if only one of the two is given
 */
export function tlsSettingsOf({
  tlsCertFile: certFile,
  tlsKeyFile: keyFile,
}: Pick<TlsConfig, 'tlsCertFile' | 'tlsKeyFile'>): TlsSettings | undefined {
  if (certFile && keyFile) return { certFile, keyFile };
  if (!certFile && !keyFile) return undefined;
  throw new StartRefused('GATEWAY_TLS_CERT_FILE and GATEWAY_TLS_KEY_FILE go together: set both or none');
}
