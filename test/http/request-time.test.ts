import { expect, test } from 'vitest';
import { withinRequestTime } from '../../src/http/request-time.js';

const subject = { clientId: null, certificate: null };

test('what is ready in time is returned, and its own failure is thrown', async () => {
  expect(await withinRequestTime(0, Promise.resolve('token'), subject)).toBe('token');
  await expect(withinRequestTime(0, Promise.reject(new Error('its own')), subject)).rejects.toThrow(
    'its own',
  );
});

test('a request that took up its time is refused, whatever still runs', async () => {
  const never = new Promise<never>(() => undefined);
  await expect(withinRequestTime(9_990, never, subject)).rejects.toMatchObject({
    reason: 'too_slow',
    publicDetail: { retryAfterSeconds: 2 },
    subject,
  });
});
