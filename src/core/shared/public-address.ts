import ipaddr from 'ipaddr.js';

/**
 * Returns whether an address is one of the public internet. Attack: a client registers, or its name
 * later resolves to, an address that only this machine reaches: loopback, the private network, or the
 * cloud's metadata service (169.254.169.254).
 */
export const isPublicAddress = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
