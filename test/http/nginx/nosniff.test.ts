import { expect, test } from 'vitest';
import { nginxBinaries } from './binaries.js';
import { askOverHttp2 } from './http2.js';
import { type Answer, openListeners, startTestProxy } from './support.js';

const sentTimes = ({ rawHeaders }: Answer): readonly string[] =>
  rawHeaders.filter((_, index) => rawHeaders[index - 1]?.toLowerCase() === 'x-content-type-options');

test.each(await nginxBinaries())(
  'every answer of every listener says once that its type must not be guessed ($version)',
  async (binary) => {
    const proxy = await startTestProxy({}, { binary });
    for (const listener of openListeners) {
      const path = '/api/auth/token';
      for (const status of ['200', '201', '304', '400', '401', '404', '500', '503']) {
        // The upstream's own copy is dropped.
        const headers = { 'x-test-status': status, 'x-test-nosniff': 'nosniff' };
        const answer = await proxy.ask(listener, { path, headers });
        expect([listener, answer.status, ...sentTimes(answer)]).toEqual([
          listener,
          Number(status),
          'nosniff',
        ]);
      }
      const own = await proxy.ask(listener, { path: '/nowhere' });
      expect([own.status, ...sentTimes(own)]).toEqual([404, 'nosniff']);
      const over2 = await askOverHttp2(proxy, listener, { path: '/nowhere' });
      expect([over2.status, ...sentTimes(over2)]).toEqual([404, 'nosniff']);
    }
  },
);
