import { createRequire } from 'node:module';
import type * as UwsModule from 'uWebSockets.js';
import type { TemplatedApp } from 'uWebSockets.js';

/** Functions of the binary that the typings lack, or have as an enum. */
interface Untyped {
  readonly LIBUS_LISTEN_DEFAULT: UwsModule.ListenOptions;
  readonly LIBUS_LISTEN_EXCLUSIVE_PORT: UwsModule.ListenOptions;
}

export type Uws = Omit<typeof UwsModule, 'ListenOptions'> & Untyped;
/** `close` cuts all connections of the app. */
export type UwsApp = TemplatedApp & { close(): void };

/** The native binary does not load on this platform or Node version. */
export class UwsMissing extends Error {
  override readonly name = 'UwsMissing';
}

/**
 * Loads the native binary. The package's own entry would fall back to slow JavaScript where there is none.
 * @throws UwsMissing
 */
export function loadUws(): Uws {
  const { platform, arch, version, versions } = process;
  const load = createRequire(__filename);
  try {
    return load(`uWebSockets.js/binaries/uws_${platform}_${arch}_${versions.modules}.node`) as Uws;
  } catch (cause) {
    throw new UwsMissing(`uWebSockets.js has no binary for ${platform} and Node ${version}`, { cause });
  }
}
