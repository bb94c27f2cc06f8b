/** The part of `proxy-addr` that we use; it has no types of its own. */
declare module 'proxy-addr' {
  /**
   * Returns whether an address is trusted, by addresses, networks and named networks.
   * @throws TypeError for an entry that is none of them
   */
  export function compile(entries: readonly string[]): (address: string, hop: number) => boolean;
}
