import { describe, expect, test } from 'vitest';
import { nginxBinaries } from './binaries.js';
import { startTestProxy } from './support.js';

// One limit for all of them, and a balancer that tells the client's address.
const settings = {
  PORTARIA_RATE_LIMIT: 'on',
  PORTARIA_RATE_PER_ADDRESS: '1r/m',
  PORTARIA_BURST_PER_ADDRESS: '2',
  PORTARIA_REAL_IP: 'set_real_ip_from 127.0.0.1; real_ip_header X-Test-Address;',
} as const;

describe.each(await nginxBinaries())('NGINX $version', async (binary) => {
  const proxy = await startTestProxy(settings, { binary });

  const statusesOf = async (addresses: readonly string[]): Promise<readonly number[]> => {
    const statuses: number[] = [];
    for (const address of addresses) {
      const { status } = await proxy.ask('tls', { headers: { 'x-test-address': address } });
      statuses.push(status);
    }
    return statuses;
  };

  test('all addresses of one /64 share one limit', async () => {
    const sameNetwork = ['2001:db8:0:1::1', '2001:db8:0:1::2', '2001:db8:0:1:ffff::', '2001:db8:0:1:a:a:a:a'];
    expect(await statusesOf(sameNetwork)).toEqual([200, 200, 200, 429]);
  });

  test('another /64 has a limit of its own, whatever bytes are in it', async () => {
    const others = ['2001:db8:0:2::1', '2001:db8:0:a0a::1', '2001:db8:d0d:1::1', '::1', 'fe80::1', 'ff02::1'];
    expect(await statusesOf(others)).toEqual(others.map(() => 200));
  });

  test('IPv4 addresses count one by one, also written as IPv6', async () => {
    const addresses = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'];
    expect(await statusesOf(addresses)).toEqual([200, 200, 200, 200]);
    const mapped = [
      '::ffff:198.51.100.1',
      '::ffff:198.51.100.2',
      '::ffff:198.51.100.3',
      '::ffff:198.51.100.10',
    ];
    expect(await statusesOf(mapped)).toEqual([200, 200, 200, 200]);
    expect(await statusesOf(['192.0.2.1', '192.0.2.1', '192.0.2.1'])).toEqual([200, 200, 429]);
  });
});
