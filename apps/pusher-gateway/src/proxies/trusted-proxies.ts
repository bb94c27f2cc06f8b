import { StartRefused, type IpAddress } from '@yipii/platform';
import { compile } from 'proxy-addr';

type Trust = ReturnType<typeof compile>;

/** The reverse proxies whose forwarding headers count. Reads `TRUSTED_PROXIES` as Express does for the API. */
export class TrustedProxies {
  private constructor(private readonly trust: Trust) {}

  /**
   * @param list addresses, networks (`10.0.0.0/8`, `10.0.0.0/255.0.0.0`, `fd00::/8`) and the names `loopback`,
   * `linklocal` and `uniquelocal`
   * @throws StartRefused that names an entry that can't be read
   */
  static parse(list: readonly string[] = []): TrustedProxies {
    for (const entry of list) compileOrRefuse(entry);
    return new TrustedProxies(compile(list));
  }

  includes(address: IpAddress): boolean {
    return this.trust(address, 0);
  }
}

function compileOrRefuse(entry: string): void {
  try {
    compile([entry]);
  } catch {
    throw new StartRefused(`TRUSTED_PROXIES: ${entry} is not an address, network or known name`);
  }
}
