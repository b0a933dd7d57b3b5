import { Resolver } from 'node:dns/promises';
import type { ClientRequest } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';

/**
 * `AddressAccess`: how names and addresses of others are reached. This folder owns what every connection
 * to a machine of a merchant or a receiver passes; it must never let one reach an address that is not
 * public.
 */
export interface AddressAccess {
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

/** Throws when the host of a URL is an address that must not be connected to: Node looks up names alone. */
export const assertAllowedLiteral = (access: AddressAccess, url: URL): void => {
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0) assertAllowed(access, [literal]);
};

/**
 * Looks up names for a connection. What is connected to is what was checked: with a check before the
 * request, a name server could give a public address to the check and another one to the connection
 * (DNS rebinding).
 */
export const checkedLookup =
  (access: AddressAccess): LookupFunction =>
  (hostname, options, done) => {
    access
      .resolve(hostname)
      .then((addresses) => assertAllowed(access, addresses))
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
const assertAllowed = (access: AddressAccess, addresses: readonly string[]): readonly string[] => {
  if (addresses.length === 0) throw new Error('its name does not resolve');
  if (!addresses.every((address) => access.mayConnectTo(address)))
    throw new Error('its name resolves to an address that is not public');
  return addresses;
};

/** A proxy in between may send a few (RFC 9110 section 15.2). */
const informationalMax = 10;

/**
 * Rejects what a server may send instead of a response, or before it without an end. A limit of time alone does not protect
 * from either.
 *
 * - A change of the protocol (101): without a listener, Node closes the connection without an event, and a time limit no
 *   longer ends the request. Attack: a merchant lets every request to its key sets hang, until the process fetches no key
 *   set of others any more.
 * - Informational responses (1xx): no limit of size counts them, and the event loop parses each. Attack: a merchant sends
 *   them as fast as the network takes them, and every token of the process waits.
 */
export const rejectEndlessAnswers = (sent: ClientRequest, reject: (reason: Error) => void): void => {
  sent.on('upgrade', (_response, socket) => {
    socket.destroy();
    reject(new Error('it changed the protocol'));
  });
  let informational = 0;
  sent.on('information', () => {
    informational += 1;
    if (informational > informationalMax)
      sent.destroy(new Error(`it sent more than ${String(informationalMax)} informational responses`));
  });
};
