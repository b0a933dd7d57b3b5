import { Resolver } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type ClientJwk, usableClientJwks } from '../core/credentials/client-jwk.js';
import { isPublicAddress } from '../core/shared/public-address.js';
import { KeySetUnavailable } from '../core/tokens/remote-key-sets.js';

const bytesMax = 64 * 1024;

/** `KeySetAccess`: what tests replace, to have names, addresses and a certificate authority of their own. */
export interface KeySetAccess {
  /** Resolves to all addresses of a name. */
  readonly resolve: (hostname: string) => Promise<readonly string[]>;
  readonly mayConnectTo: (address: string) => boolean;
  /** PEM of the authorities; left out: those that Node trusts. */
  readonly ca?: string;
}

/**
 * Asks the name servers over the network, and not the system: its resolver would take the threads on
 * which tokens are signed.
 */
export const resolveByDns =
  (servers: readonly string[] | null = null) =>
  async (hostname: string): Promise<readonly string[]> => {
    const resolver = new Resolver({ timeout: 2000, tries: 2 });
    if (servers) resolver.setServers(servers);
    const found = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    return found.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  };

export const internetAccess: KeySetAccess = { resolve: resolveByDns(), mayConnectTo: isPublicAddress };

/**
 * Fetches a key set over HTTPS. The address of a key set is an outsider's: nothing is followed, and the
 * answer is bounded in size and time.
 *
 * This folder owns what the gateway asks of other machines; it must never send a secret, and never
 * connect to an address that is not public.
 */
export class HttpsKeySetFetcher {
  constructor(
    private readonly access: KeySetAccess = internetAccess,
    private readonly withinMs = 5000,
  ) {}

  /** Throws `KeySetUnavailable`. */
  async fetch(uri: string): Promise<readonly ClientJwk[]> {
    try {
      const text = await this.textAt(new URL(uri));
      const keys = usableClientJwks(JSON.parse(text));
      if (keys.length === 0) throw new Error('it has no key that verifies assertions');
      return keys;
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new KeySetUnavailable(`the key set at ${uri}: ${why}`, { cause });
    }
  }

  private textAt(url: URL): Promise<string> {
    if (url.protocol !== 'https:') throw new Error('its address is not https');
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    // Node looks up names alone.
    if (isIP(literal) !== 0) this.assertAllowed([literal]);
    return new Promise((resolve, reject) => {
      const sent = request(url, {
        agent: false,
        lookup: this.lookup,
        signal: AbortSignal.timeout(this.withinMs),
        headers: { accept: 'application/jwk-set+json, application/json', 'accept-encoding': 'identity' },
        ...(this.access.ca !== undefined && { ca: this.access.ca }),
      });
      sent.on('response', (response) => {
        bodyOf(response).then(resolve, (reason: unknown) => {
          sent.destroy();
          reject(reason instanceof Error ? reason : new Error(String(reason)));
        });
      });
      sent.on('error', reject);
      sent.end();
    });
  }

  /**
   * What is connected to is what was checked: with a check before the request, a name server could give
   * a public address to the check and another one to the connection (DNS rebinding).
   */
  private readonly lookup: LookupFunction = (hostname, options, done) => {
    this.access
      .resolve(hostname)
      .then((addresses) => this.assertAllowed(addresses))
      .then(
        (addresses) => {
          const found = addresses.map((address) => ({ address, family: isIP(address) }));
          const [first] = found;
          if (options.all === true) done(null, found);
          else done(null, first?.address ?? '', first?.family);
        },
        (reason: unknown) => {
          done(reason instanceof Error ? reason : new Error(String(reason)), '');
        },
      );
  };

  /** One address that is not public refuses them all: which one is connected to is chosen later. */
  private assertAllowed(addresses: readonly string[]): readonly string[] {
    if (addresses.length === 0) throw new Error('its name has no address');
    if (!addresses.every((address) => this.access.mayConnectTo(address)))
      throw new Error('its name has an address that is not public');
    return addresses;
  }
}

const bodyOf = async (response: IncomingMessage): Promise<string> => {
  const { statusCode = 0 } = response;
  // A redirect as well: it could lead anywhere.
  if (statusCode !== 200) throw new Error(`it answered ${String(statusCode)}, not 200`);
  if (response.headers['content-encoding'] !== undefined) throw new Error('it answered compressed');
  const chunks: Buffer[] = [];
  let bytes = 0;
  const body: AsyncIterable<Buffer> = response;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new Error(`it has more than ${String(bytesMax)} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};
