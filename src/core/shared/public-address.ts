import ipaddr from 'ipaddr.js';

/** The addresses of the internet in IPv6 (RFC 4291 section 2.4); `::127.0.0.1` is none. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Returns whether an address is one of the public internet. Attack: a client registers, or its name
 * later resolves to, an address that only this machine reaches: loopback, the private network, or the
 * cloud's metadata service (169.254.169.254).
 */
export const isPublicAddress = (address: string): boolean => {
  if (!ipaddr.isValid(address)) return false;
  const read = ipaddr.process(address);
  return read.range() === 'unicast' && (read instanceof ipaddr.IPv4 || read.match(globalUnicast));
};

/** Returns whether a host is this machine itself: what is sent there passes no network. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || (ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback');

/** Returns whether an address is in one of the networks (CIDR); an IPv4 address in IPv6 counts as the IPv4 address. */
export const isInNetworks = (address: string, networks: readonly string[]): boolean => {
  if (!ipaddr.isValid(address)) return false;
  const read = ipaddr.process(address);
  return networks.some((network) => {
    const [base, bits] = ipaddr.parseCIDR(network);
    return base.kind() === read.kind() && read.match(base, bits);
  });
};
