import { StartRefused } from '../app/start-refused';

/** PEM files. When they change, new connections get the new certificate; existing ones are kept. */
export interface TlsSettings {
  /** The certificate, followed by its chain. */
  readonly certFile: string;
  /** Not encrypted; RSA or ECDSA. */
  readonly keyFile: string;
  /** The settings that name them. */
  readonly variables: Record<'cert' | 'key', string>;
  /** How often they are polled; 5 s by default. */
  readonly checkEveryMs?: number;
}

/** The settings of a service that can serve TLS itself. */
export interface TlsFileNames {
  readonly tlsCertFile?: string;
  readonly tlsKeyFile?: string;
}

/**
 * Returns undefined if the service itself serves no TLS.
 * @param prefix of its settings
 * @throws StartRefused if only one of the two is given
 */
export function tlsSettingsOf(
  { tlsCertFile: certFile, tlsKeyFile: keyFile }: TlsFileNames,
  prefix: 'API' | 'GATEWAY',
): TlsSettings | undefined {
  const variables = { cert: `${prefix}_TLS_CERT_FILE`, key: `${prefix}_TLS_KEY_FILE` };
  if (certFile && keyFile) return { certFile, keyFile, variables };
  if (!certFile && !keyFile) return undefined;
  throw new StartRefused(`${variables.cert} and ${variables.key} go together: set both or none`);
}
