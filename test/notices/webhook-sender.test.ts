import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { OutgoingNotice } from '../../src/core/notices/notice.js';
import { errorMessageOf } from '../../src/core/shared/error-message.js';
import { WebhookSender } from '../../src/notices/webhook-sender.js';
import type { AddressAccess } from '../../src/outbound/address-guard.js';
import { hostname } from '../remote-keys/key-set-server.js';
import { access, openReceiver, webhookSecrets } from './notice-setup.js';

/** Sends one notice and returns what went wrong. */
const sendTo = async (
  address: string,
  changed: Partial<AddressAccess> = {},
  withinMs = 2000,
): Promise<string | null> => {
  const sender = new WebhookSender(webhookSecrets, await access(changed), Date.now, withinMs);
  const { sealed } = webhookSecrets.generate('1');
  const notice: OutgoingNotice = {
    noticeId: randomUUID(),
    kind: 'certificate.expired',
    createdAt: new Date(),
    data: { days: 0 },
    recipient: { id: '1', kind: 'webhook', address, language: null, sealed },
  };
  try {
    await sender.send(notice, new AbortController().signal);
    return null;
  } catch (error) {
    return errorMessageOf(error);
  }
};

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:10.1.2.3',
  'fe80::1',
  'fd00::1',
])('nothing is sent to %s, neither by a name nor by the address itself', async (address) => {
  const { url, received } = await openReceiver();
  const { port } = new URL(url);
  const refused = 'its name resolves to an address that is not public';
  expect(await sendTo(url, { resolve: () => Promise.resolve([address]) })).toBe(refused);
  const literal = address.includes(':') ? `[${address}]` : address;
  expect(await sendTo(`https://${literal}:${port}/`)).toBe(refused);
  expect(received).toEqual([]);
});

test('DNS rebinding gets nothing: the name is resolved once, for the connection that is made', async () => {
  const { url, received } = await openReceiver();
  const answers = [['127.0.0.2'], ['127.0.0.1']];
  const resolve = (): Promise<readonly string[]> => Promise.resolve(answers.shift() ?? []);
  expect(await sendTo(url, { resolve })).toBeNull();
  expect(await sendTo(url, { resolve })).toBe('its name resolves to an address that is not public');
  expect(received).toHaveLength(1);
});

test('a redirect is not followed', async () => {
  const target = await openReceiver();
  const first = await openReceiver((response: ServerResponse) => {
    response.writeHead(307, { location: target.url }).end();
  });
  expect(await sendTo(first.url)).toBe('it answered 307');
  expect(target.received).toEqual([]);
});

test('only https, and only a certificate of a trusted CA for that name', async () => {
  const { url, received } = await openReceiver();
  expect(await sendTo(url.replace('https:', 'http:'))).toBe('its address is not https');
  expect(await sendTo(url.replace(hostname, 'other.example'))).toMatch(/altnames/);
  const sender = new WebhookSender(
    webhookSecrets,
    {
      resolve: () => Promise.resolve(['127.0.0.2']),
      mayConnectTo: () => true,
    },
    Date.now,
  );
  const { sealed } = webhookSecrets.generate('1');
  const notice = { noticeId: randomUUID(), kind: 'secret.expired', createdAt: new Date(), data: {} } as const;
  await expect(
    sender.send(
      { ...notice, recipient: { id: '1', kind: 'webhook', address: url, language: null, sealed } },
      new AbortController().signal,
    ),
  ).rejects.toThrow(/certificate/);
  expect(received).toEqual([]);
});

test('a receiver that does not answer is given up, and an endless answer is not read to its end', async () => {
  const silent = await openReceiver(() => undefined);
  expect(await sendTo(silent.url, {}, 300)).toBe('it did not answer in time');
  let written = 0;
  const endless = await openReceiver((response) => {
    const more = (): void => {
      while (!response.destroyed && written < 1e9 && response.write(Buffer.alloc(65_536))) written += 65_536;
    };
    response.on('drain', more);
    response.on('error', () => undefined);
    more();
  });
  expect(await sendTo(endless.url)).toBeNull();
  await pause(200);
  expect(written).toBeLessThan(50e6);
});

test('a receiver that changes the protocol is given up at once: there would be neither a response nor an error', async () => {
  const { url } = await openReceiver((response) => {
    response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
  });
  expect(await sendTo(url)).toBe('it changed the protocol');
});

test('a receiver that sends informational responses without end is given up after ten', async () => {
  const { url } = await openReceiver((response) => {
    for (let sent = 0; sent < 1000; sent += 1) response.writeContinue();
    response.end();
  });
  expect(await sendTo(url)).toBe('it sent more than 10 informational responses');
});
