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
