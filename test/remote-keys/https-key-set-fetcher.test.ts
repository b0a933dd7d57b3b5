import { expect, test } from 'vitest';
import { isPublicAddress } from '../../src/core/shared/public-address.js';
import { resolveByDns } from '../../src/outbound/address-guard.js';
import {
  HttpsKeySetFetcher,
  internetAccess,
  type KeySetAccess,
} from '../../src/remote-keys/https-key-set-fetcher.js';
import { makeClientKey } from '../contracts/pix/keys-of-clients.js';
import { testAuthority } from '../support/certificates.js';
import { hostname, openKeySetServer } from './key-set-server.js';
import { openNameServer } from './name-server.js';

const { jwk } = await makeClientKey('ES256', 'one');
const jwks = JSON.stringify({
  keys: [
    { ...jwk, use: 'sig' },
    { kty: 'oct', k: 'AAAA' },
    { kty: 'RSA', use: 'enc' },
  ],
});

/** 127.0.0.2 is the internet of these tests; every other address is judged as it is. */
const access = async (
  answers: readonly string[] = ['127.0.0.2'],
): Promise<KeySetAccess & { asked: string[] }> => {
  const { address, asked } = await openNameServer(answers);
  return {
    resolve: resolveByDns([address]),
    mayConnectTo: (one) => one === '127.0.0.2' || isPublicAddress(one),
    ca: (await testAuthority()).certPem,
    asked,
  };
};
const at = (port: number, path = '/jwks.json'): string => `https://${hostname}:${String(port)}${path}`;

test('it returns the keys that verify assertions, and no other', async () => {
  const server = await openKeySetServer((_request, response) => response.end(jwks));
  const keys = await new HttpsKeySetFetcher(await access()).fetch(at(server.port));
  expect(keys).toEqual([{ ...jwk, use: 'sig' }]);
});

test('DNS rebinding: what is connected to is what was checked, and it is asked for once', async () => {
  const open = await openKeySetServer((_request, response) => response.end(jwks));
  const inner = await openKeySetServer((_request, response) => response.end(jwks), {
    host: '127.0.0.1',
    port: open.port,
  });
  // The first answer is public, every later one is the loopback.
  const rebinding = await access(['127.0.0.2', '127.0.0.1']);
  const fetcher = new HttpsKeySetFetcher(rebinding);
  await fetcher.fetch(at(open.port));
  expect([rebinding.asked, open.requests(), inner.connections()]).toEqual([[hostname], 1, 0]);
  await expect(fetcher.fetch(at(open.port))).rejects.toThrow(
    'its name resolves to an address that is not public',
  );
  expect([open.requests(), inner.connections()]).toEqual([1, 0]);
});

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '224.0.0.1',
])('a name that resolves to %s is refused', async (address) => {
  const fetcher = new HttpsKeySetFetcher(await access([address]));
  await expect(fetcher.fetch(at(443))).rejects.toThrow('its name resolves to an address that is not public');
});

test.each([
  ['first', ['127.0.0.1', '127.0.0.2']],
  ['last', ['127.0.0.2', '127.0.0.1']],
])('a name that has a public address too is refused, with the private one %s', async (_, addresses) => {
  const inner = await openKeySetServer((_request, response) => response.end(jwks), { host: '127.0.0.1' });
  const fetcher = new HttpsKeySetFetcher({
    ...(await access()),
    resolve: () => Promise.resolve(addresses),
  });
  await expect(fetcher.fetch(at(inner.port))).rejects.toThrow(
    'its name resolves to an address that is not public',
  );
  expect(inner.connections()).toBe(0);
});

test.each([
  ...[
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[fe80::1]/',
    'https://[fd00::1]/',
    'https://[::ffff:10.0.0.1]/',
  ],
  ...['https://2130706433/', 'https://0x7f.1/', 'https://0177.0.0.1/', 'https://[64:ff9b::7f00:1]/'],
])('%s is refused before anything is sent', async (uri) => {
  await expect(new HttpsKeySetFetcher(internetAccess).fetch(uri)).rejects.toThrow('not public');
});

test('plain http is refused, also when a redirect leads there; no redirect is followed', async () => {
  const server = await openKeySetServer((_request, response) => {
    response.writeHead(302, { location: at(1) }).end();
  });
  const fetcher = new HttpsKeySetFetcher(await access());
  await expect(fetcher.fetch(at(server.port))).rejects.toThrow('it returned 302, not 200');
  await expect(fetcher.fetch(at(server.port).replace('https', 'http'))).rejects.toThrow('not https');
});

test('an answer that is too large, compressed, no JSON, or without a key is refused', async () => {
  const server = await openKeySetServer((request, response) => {
    if (request.url === '/large') {
      response.write(Buffer.alloc(80 * 1024, ' '));
      // Never ended: the bound counts, not the end.
    } else if (request.url === '/gzip') response.writeHead(200, { 'content-encoding': 'gzip' }).end(jwks);
    else response.end(request.url === '/html' ? '<html>' : '{"keys":[]}');
  });
  const fetcher = new HttpsKeySetFetcher(await access());
  await expect(fetcher.fetch(at(server.port, '/large'))).rejects.toThrow('more than 65536 bytes');
  await expect(fetcher.fetch(at(server.port, '/gzip'))).rejects.toThrow('compressed');
  await expect(fetcher.fetch(at(server.port, '/html'))).rejects.toThrow('JSON');
  await expect(fetcher.fetch(at(server.port, '/none'))).rejects.toThrow('no key that verifies');
});

test('a server of another authority is refused', async () => {
  const server = await openKeySetServer((_request, response) => response.end(jwks));
  const { resolve, mayConnectTo } = await access();
  await expect(new HttpsKeySetFetcher({ resolve, mayConnectTo }).fetch(at(server.port))).rejects.toThrow(
    /certificate/,
  );
});

test('a server that answers drop by drop is left when the time is over', async () => {
  const server = await openKeySetServer((_request, response) => {
    const dripping = setInterval(() => response.write(' '), 50);
    response.on('close', () => {
      clearInterval(dripping);
    });
  });
  const fetcher = new HttpsKeySetFetcher(await access(), 300);
  await expect(fetcher.fetch(at(server.port))).rejects.toThrow('aborted');
});

test('a server that changes the protocol is left at once: there would be neither a response nor an error', async () => {
  const server = await openKeySetServer((_request, response) => {
    response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
  });
  const fetcher = new HttpsKeySetFetcher(await access());
  await expect(fetcher.fetch(at(server.port))).rejects.toThrow('it changed the protocol');
});

test('informational responses are read up to ten: no limit of size counts them, and each occupies the event loop', async () => {
  const answering = (informational: number) =>
    openKeySetServer((_request, response) => {
      for (let sent = 0; sent < informational; sent += 1) response.writeContinue();
      response.end(jwks);
    });
  const fetcher = new HttpsKeySetFetcher(await access());
  await expect(fetcher.fetch(at((await answering(10)).port))).resolves.toHaveLength(1);
  await expect(fetcher.fetch(at((await answering(11)).port))).rejects.toThrow(
    'it sent more than 10 informational responses',
  );
});
