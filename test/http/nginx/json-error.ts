import { expect } from 'vitest';
import type { Answer } from './support.js';

/** The one shape of every error that NGINX makes itself: body, its order of keys, and each header exactly once. */
export const expectJson = (answer: Answer, status: number, code: string): void => {
  expect(answer.status).toBe(status);
  const body: unknown = JSON.parse(answer.body);
  const { hint, ...others } = body as Record<string, unknown>;
  expect(Object.keys(others)).toEqual(['statusCode', 'error', 'message', 'code', 'requestId']);
  // Every 401 of a token request has a hint, as has what is not HTTP, and some 404.
  const isNoHttp = String(others['message']) === 'The request is not valid HTTP.';
  if (code === 'unauthorized' || isNoHttp) expect(hint).toEqual(expect.any(String));
  else if (status !== 404) expect(hint).toBeUndefined();
  expect(body).toMatchObject({ statusCode: status, code, requestId: answer.headers['x-request-id'] });
  const count = (name: string): number =>
    answer.rawHeaders.filter((entry, index) => index % 2 === 0 && entry.toLowerCase() === name).length;
  for (const name of [
    'cache-control',
    'pragma',
    'x-request-id',
    'strict-transport-security',
    'x-content-type-options',
    'content-type',
  ]) {
    expect([name, count(name)]).toEqual([name, 1]);
  }
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.headers['pragma']).toBe('no-cache');
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
  expect(answer.headers['server']).toBe('nginx');
  expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
};
