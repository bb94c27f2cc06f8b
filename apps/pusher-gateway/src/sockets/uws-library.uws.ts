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
 * Loads the native binary; the package itself would silently fall back to slow JavaScript.
 * @throws UwsMissing
 */
export async function loadUws(): Promise<Uws> {
  try {
    const { default: uws } = (await import('uWebSockets.js')) as unknown as { default: Uws };
    if (Function.prototype.toString.call(uws.App).includes('[native code]')) return uws;
  } catch (cause) {
    throw new UwsMissing('uWebSockets.js can not be loaded', { cause });
  }
  throw new UwsMissing(`uWebSockets.js has no binary for ${process.platform} and Node ${process.version}`);
}
