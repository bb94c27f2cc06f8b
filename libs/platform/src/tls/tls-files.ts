import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { Logger } from '@nestjs/common';
import { StartRefused } from '../app/start-refused';
import { repeat, type Repetition } from '../lifecycle/repeat';
import type { TlsSettings } from './tls-settings';

const CHECK_EVERY_MS = 5_000;

/** A certificate with its chain, and its key, as PEM. */
export interface KeyPair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/**
 * The certificate in its files. They are polled, since a swapped symbolic link (Kubernetes) causes no
 * event.
 */
export class TlsFiles {
  private readonly log = new Logger('tls');
  private repetition: Repetition | undefined;
  private lastComplaint = '';

  private constructor(
    private readonly settings: TlsSettings,
    private pair: KeyPair,
  ) {}

  /** @throws StartRefused if they can't be used; it names the variable to set */
  static async read(settings: TlsSettings): Promise<TlsFiles> {
    return new TlsFiles(settings, await readPair(settings));
  }

  get current(): KeyPair {
    return this.pair;
  }

  /**
   * From now on calls `use` with each new pair in the files that can be used. If `use` throws, it is called
   * again.
   */
  watch(use: (pair: KeyPair) => void | Promise<void>): void {
    this.repetition = repeat(this.settings.checkEveryMs ?? CHECK_EVERY_MS, () => this.check(use));
  }

  async stop(): Promise<void> {
    await this.repetition?.stop();
  }

  private async check(use: (pair: KeyPair) => void | Promise<void>): Promise<void> {
    try {
      const pair = await readPair(this.settings, this.pair);
      if (pair !== this.pair) await this.replace(pair, use);
      this.lastComplaint = '';
    } catch (error) {
      this.complain(error);
    }
  }

  private async replace(pair: KeyPair, use: (pair: KeyPair) => void | Promise<void>): Promise<void> {
    await use(pair);
    this.pair = pair;
    const { validTo } = new X509Certificate(pair.cert);
    this.log.log({ msg: 'new certificate in use for new connections', validTo });
  }

  /** Logs once per reason, not at every poll. */
  private complain(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (reason === this.lastComplaint) return;
    this.lastComplaint = reason;
    this.log.error({ msg: 'the new certificate can’t be used, keeping the old one', reason });
  }
}

/**
 * Returns `known` if the files have not changed.
 * @throws StartRefused
 */
async function readPair({ certFile, keyFile, variables }: TlsSettings, known?: KeyPair): Promise<KeyPair> {
  const cert = await attempt(variables.cert, certFile, () => readFile(certFile));
  const key = await attempt(variables.key, keyFile, () => readFile(keyFile));
  if (known?.cert.equals(cert) && known.key.equals(key)) return known;
  const certificate = await attempt(variables.cert, certFile, () => new X509Certificate(cert));
  await attempt(variables.key, keyFile, () => {
    if (!certificate.checkPrivateKey(createPrivateKey(key)))
      throw new Error(`it is not the key of ${variables.cert}`);
  });
  await attempt(variables.cert, certFile, () => createSecureContext({ cert, key }));
  return { cert, key };
}

async function attempt<T>(variable: string, file: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartRefused(`${variable}=${file} can’t be used: ${reason}`.replaceAll('\n', ' '), { cause });
  }
}
