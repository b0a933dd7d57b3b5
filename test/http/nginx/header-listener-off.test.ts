import { expect, test } from 'vitest';
import { openEdge } from './support.js';

const edge = await openEdge({ PORTARIA_HEADER_LISTENER: 'off' });

test('the header listener is closed unless it is enabled', async () => {
  await expect(edge.ask('header')).rejects.toThrow('ECONNREFUSED');
  expect((await edge.ask('tls', { body: '{}' })).status).toBe(200);
});
