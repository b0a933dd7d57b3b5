import { expect, test } from 'vitest';
import { isInNetworks, isLoopback, isPublicAddress } from '../../src/core/shared/public-address.js';

test.each([
  '8.8.8.8',
  '2606:4700:4700::1111',
  // As a dual-stack socket names the same address.
  '::ffff:8.8.8.8',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  '127.0.0.1',
  '10.0.0.7',
  '192.168.1.1',
  // The metadata service of clouds.
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '::1',
  '::127.0.0.1',
  '::ffff:10.0.0.7',
  'fe80::1',
  'fd00::1',
  'localhost',
  '',
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

const networks = ['10.1.0.0/16', 'fd00:1::/32'];

test.each(['10.1.2.3', '::ffff:10.1.2.3', 'fd00:1::5'])('%s is in one of the networks', (address) => {
  expect(isInNetworks(address, networks)).toBe(true);
});

test.each(['10.2.0.1', 'fd00:2::1', '::1', 'host.example', ''])(
  '%s is in none of the networks',
  (address) => {
    expect(isInNetworks(address, networks)).toBe(false);
  },
);

test('without networks no address is in one', () => {
  expect(isInNetworks('10.1.2.3', [])).toBe(false);
});

test.each(['localhost', '127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])(
  '%s is this machine',
  (host) => {
    expect(isLoopback(host)).toBe(true);
  },
);

// A request without encryption may go to this machine alone.
test.each(['localhost.example.com', '10.0.0.7', '0.0.0.0', '8.8.8.8', '::', 'app', ''])(
  '%j is another machine',
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);
