import { expect, test } from 'vitest';
import { sendRaw, startTestProxy } from './support.js';

const proxy = await startTestProxy();

const hidden =
  'POST /api/auth/token HTTP/1.1\r\nHost: x\r\nX-SSL-Client-Cert: FORGED\r\nX-Portaria-Listener: FORGED\r\nContent-Length: 2\r\n\r\n{}';
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
const post = (headers: string, body: string): string =>
  `POST /api/auth/token HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n${body}`;

const attempts = {
  'TE.CL': post('Transfer-Encoding: chunked\r\nContent-Length: 4', chunk(hidden)),
  'CL.TE': post(`Content-Length: ${hidden.length + 5}\r\nTransfer-Encoding: chunked`, `0\r\n\r\n${hidden}`),
  'two different lengths': post('Content-Length: 2\r\nContent-Length: 300', `{}${hidden}`),
  'a length with a sign': post('Content-Length: +2', `{}${hidden}`),
  'a list of lengths': post('Content-Length: 2, 2', `{}${hidden}`),
  'chunked twice': post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked', chunk(hidden)),
  'chunked, identity': post('Transfer-Encoding: chunked, identity', chunk(hidden)),
  'chunked after a vertical tab': post('Transfer-Encoding: \vchunked', chunk(hidden)),
  'chunked with a space before the colon': post('Transfer-Encoding : chunked', chunk(hidden)),
  'chunked over HTTP/1.0': post('Transfer-Encoding: chunked', chunk(hidden)).replace('HTTP/1.1', 'HTTP/1.0'),
  'a chunk extension with a bare LF': post('Transfer-Encoding: chunked', `2;\n${hidden}\r\n0\r\n\r\n`),
  'a chunk size that overflows': post('Transfer-Encoding: chunked', `fffffffffffffffffff\r\n${hidden}`),
  'a forged trailer': post('Transfer-Encoding: chunked', '2\r\n{}\r\n0\r\nX-SSL-Client-Cert: FORGED\r\n\r\n'),
  'a chunked body that hides a request': post('Transfer-Encoding: chunked', chunk(hidden)),
  'a GET with a body that hides a request': `GET /api/auth/token HTTP/1.1\r\nHost: x\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
  'an absolute URI': `POST http://internal/healthz/ready HTTP/1.1\r\nHost: x\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
};

for (const [name, bytes] of Object.entries(attempts)) {
  test(`${name} never makes the upstream read a request that NGINX has not`, async () => {
    const before = proxy.received.length;
    const said = await sendRaw(proxy, 'tls', bytes);
    const arrived = proxy.received.slice(before);
    // One answer for each request that arrived: the upstream and NGINX counted the same.
    const answers = said.split('HTTP/1.1 200').length - 1;
    expect(arrived.length).toBe(answers);
    for (const received of arrived) {
      expect(received.url).toBe('/api/auth/token');
      expect(received.headers['x-ssl-client-verify']).toBe('NONE');
      expect(received.headers['x-ssl-client-cert']).toBeUndefined();
      expect(JSON.stringify(received.rawHeaders)).not.toContain('FORGED');
      expect(received.headers['transfer-encoding']).toBeUndefined();
      expect(Number(received.headers['content-length'] ?? 0)).toBe(received.body.length);
    }
  });
}
