import { expect, test } from 'vitest';
import { startTestProxy } from './support.js';

const proxy = await startTestProxy({ PORTARIA_HEADER_LISTENER: 'off' });

test('the header listener is closed unless it is enabled', async () => {
  await expect(proxy.ask('header')).rejects.toThrow('ECONNREFUSED');
  expect((await proxy.ask('tls', { body: '{}' })).status).toBe(200);
});
