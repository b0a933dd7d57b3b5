import { expect, test } from 'vitest';
import { failureOf, manualTiming, openScripted, tokenPath } from './scripted.js';

const server = await openScripted();
const busy = (status: number, retryAfter?: string, date?: string) => ({
  path: tokenPath,
  status,
  headers: {
    ...(retryAfter !== undefined && { 'Retry-After': retryAfter }),
    ...(date !== undefined && { Date: date }),
  },
  body: { code: status === 429 ? 'rate_limited' : 'unavailable' },
});

test('B30 after 429 and 503, a token request is repeated after the number of seconds in Retry-After', async () => {
  const timing = manualTiming();
  await server.queue(busy(429, '2'), busy(503, '7'));
  expect(await server.client({ timing }).token()).toBe('token-1');
  expect(timing.slept).toEqual([2000, 7000]);
});

test('B31 a date in Retry-After is compared with the date of the same response', async () => {
  const timing = manualTiming();
  await server.queue(busy(503, 'Sun, 06 Nov 1994 08:49:47 GMT', 'Sun, 06 Nov 1994 08:49:37 GMT'));
  expect(await server.client({ timing }).token()).toBe('token-1');
  expect(timing.slept).toEqual([10_000]);
});

test('B32 if the waiting would be longer than the limit in total, the error comes at once', async () => {
  const timing = manualTiming();
  await server.queue(busy(429, '40'), busy(429, '21'));
  const failure = await failureOf(server.client({ timing, maxWaitSeconds: 60 }).token());
  expect(failure).toMatchObject({ name: 'ResponseError', status: 429, retryAfterSeconds: 21 });
  expect(timing.slept).toEqual([40_000]);
});

test('B33 after five attempts, the error of the last one comes', async () => {
  const timing = manualTiming();
  await server.queue(...Array.from({ length: 5 }, () => busy(503)));
  expect(await failureOf(server.client({ timing }).token())).toMatchObject({
    status: 503,
    code: 'unavailable',
  });
  expect(await server.requests(tokenPath)).toHaveLength(5);
  expect(timing.slept).toEqual([1000, 2000, 4000, 8000]);
});

test('B34 a call of an API is repeated after 503 only if its method is idempotent, after 429 always', async () => {
  const timing = manualTiming();
  const client = server.client({ timing });
  const after = async (status: number, method: string): Promise<number> => {
    await server.queue({ path: '/cob', status, headers: { 'Retry-After': '1' } });
    return (await client.call('/cob', { method })).status;
  };
  for (const method of ['GET', 'PUT', 'DELETE'])
    expect([method, await after(503, method)]).toEqual([method, 200]);
  for (const method of ['POST', 'PATCH']) expect([method, await after(503, method)]).toEqual([method, 503]);
  for (const method of ['GET', 'POST']) expect([method, await after(429, method)]).toEqual([method, 200]);
});
