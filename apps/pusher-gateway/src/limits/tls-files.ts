import { StartRefused } from '@yipii/platform';
import type { LimitsConfig } from './limits.config';

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/**
 * Null where TLS ends in front of the gateway.
 * @throws StartRefused where only one of the two is given
 */
export function tlsFilesOf({
  tlsCertFile: certFile,
  tlsKeyFile: keyFile,
}: Pick<LimitsConfig, 'tlsCertFile' | 'tlsKeyFile'>): TlsFiles | null {
  if (certFile && keyFile) return { certFile, keyFile };
  if (!certFile && !keyFile) return null;
  throw new StartRefused('GATEWAY_TLS_CERT_FILE and GATEWAY_TLS_KEY_FILE go together: set both or none');
}
