import ipaddr from 'ipaddr.js';

/** Of eight in an IPv6 address: a /64, which one host has as a whole. */
const groupsOfNetwork = 4;

/**
 * Returns what an address is counted under: itself, or the /64 of an IPv6 address. An IPv4 address
 * that is mapped into IPv6 is that IPv4 address.
 */
export const networkOf = (address: string): string => {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6
    ? parsed.parts
        .slice(0, groupsOfNetwork)
        .map((group) => group.toString(16))
        .join(':')
    : parsed.toString();
};
