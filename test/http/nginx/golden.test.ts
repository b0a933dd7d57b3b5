import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toAvistaRefusalResponse } from '../../../src/contracts/avista/refusals.js';
import { Refusal, refusalReasons } from '../../../src/core/refusals/refusal.js';
import { freePort } from '../../support/free-port.js';
import { type Answer, firstAnswer, sendRaw, startTestProxy } from './support.js';

/**
 * The bytes of every answer that NGINX makes itself, as clients depend on them; the request id, which NGINX draws, is
 * replaced. The files beside this one are the contract: change them only together with it.
 */
const template = await readFile(join(import.meta.dirname, '../../../nginx/errors.conf.template'), 'utf8');
const templateAnswers = [
  // As at every listener but one path of the admin listener.
  ...template.replace('$portaria_body_max', '16 kB').matchAll(/return (\d+) '(\{.+\})';/g),
];

// 496 and 500 cannot be provoked from outside: a server of their own includes the same errors.conf.
const unusualPort = await freePort();
const proxy = await startTestProxy({
  PORTARIA_REAL_IP: `server {
    listen 127.0.0.1:${String(unusualPort)};
    include errors.conf;
    location = /496 { return 496; }
    location = /500 { return 500; }
    location = /412 { return 412; }
  }`,
});

const requestId = '00112233445566778899aabbccddeeff';
const seen = new Set<string>();

const golden = async (name: string, answer: Answer): Promise<void> => {
  // The name says what is promised: a wrong answer must not become the golden one.
  expect(name.startsWith(String(answer.status))).toBe(true);
  const { date, connection, ...headers } = answer.headers;
  expect([typeof date, typeof connection]).toEqual(['string', 'string']);
  if (headers['retry-after'] !== undefined) {
    expect(headers['retry-after']).toMatch(/^[1-5]$/);
    headers['retry-after'] = '1 to 5';
  }
  const lines = Object.entries(headers).map(([header, value]) => `${header}: ${String(value)}`);
  const text = `${String(answer.status)}\n${lines.sort().join('\n')}\n\n${answer.body}\n`;
  const own = String(headers['x-request-id']);
  expect(own).toMatch(/^[0-9a-f]{32}$/);
  seen.add(bodyKey(answer.body));
  await expect(text.replaceAll(own, requestId)).toMatchFileSnapshot(`golden/${name}.http`);
};

/** Which of the template's answers a body is; the sentence of 405 depends on the path. */
const bodyKey = (json: string): string => {
  const { statusCode, message } = JSON.parse(json) as { statusCode: number; message: string | string[] };
  return `${String(statusCode)} ${String(message).replace(/\$portaria_see_allow|\. The header Allow names the methods\./, '')}`;
};

const ask = async (line: string, more = '', plain = false): Promise<Answer> =>
  firstAnswer(await sendRaw(proxy, 'tls', `${line}\r\n${more}\r\n`, { plain }));
// Closed, or `sendRaw` waits for more.
const host = 'Host: x\r\nConnection: close\r\n';
const post = 'POST /api/auth/token HTTP/1.1';

test('400 for what is not HTTP', async () => golden('400', await ask('NOT HTTP AT ALL')));
test('400 for plain HTTP', async () => golden('400-plain-http', await ask(post, host, true)));
test('401 without a certificate where NGINX insists on one', async () =>
  golden('401', await unusual('/496')));
test('404', async () => golden('404', await proxy.ask('tls', { path: '/nowhere' })));
test('405 for an unknown method of the token path', async () =>
  golden('405-token', await ask('FOO /api/auth/token HTTP/1.1', host)));
test('405 for an unknown method of whoami', async () =>
  golden('405-whoami', await ask('FOO /api/auth/whoami HTTP/1.1', host)));
test('405 for TRACE', async () => golden('405-trace', await ask('TRACE /api/auth/token HTTP/1.1', host)));
test('405 for an unknown method where nothing is', async () =>
  golden('405-nowhere', await ask('FOO / HTTP/1.1', host)));
test('413', async () => golden('413', await proxy.ask('tls', { body: 'x'.repeat(16 * 1024 + 1) })));
test('414', async () => golden('414', await proxy.ask('tls', { path: `/?${'x'.repeat(40_000)}` })));
test('429', async () => {
  const limited = await startTestProxy({
    PORTARIA_RATE_LIMIT: 'on',
    PORTARIA_RATE_PER_ADDRESS: '1r/m',
    PORTARIA_BURST_PER_ADDRESS: '1',
  });
  await limited.ask('tls');
  await limited.ask('tls');
  await golden('429', await limited.ask('tls'));
});
test('431', async () => golden('431', await proxy.ask('tls', { headers: { 'x-long': 'x'.repeat(40_000) } })));
test('412', async () => golden('412', await unusual('/412')));
test('500', async () => golden('500', await unusual('/500')));
test('503', async () => {
  proxy.upstream.closeAllConnections();
  await new Promise((resolve) => proxy.upstream.close(resolve));
  await golden('503', await proxy.ask('tls'));
});

test('every answer of errors.conf has its golden bytes above', () => {
  expect([...seen].sort()).toEqual(templateAnswers.map(([, , json = '']) => bodyKey(json)).sort());
});

test('what the application can say too, NGINX says in the same words', () => {
  const application = new Map(
    refusalReasons.map((code) => {
      const { body } = toAvistaRefusalResponse(new Refusal(code, ''), '');
      const { code: word, message } = body as { code: string; message: unknown };
      return [word, message];
    }),
  );
  for (const [, , json = ''] of templateAnswers) {
    const { code, message } = JSON.parse(
      json.replace('$portaria_see_allow', '. The header Allow names the methods.'),
    ) as {
      code: string;
      message: unknown;
    };
    // A list of what is wrong with this very request.
    if (code === 'malformed_request') expect(message).toEqual([expect.any(String)]);
    else if (application.has(code)) expect([code, message]).toEqual([code, application.get(code)]);
  }
});

const unusual = async (path: string): Promise<Answer> => {
  const answer = await fetch(`http://127.0.0.1:${String(unusualPort)}${path}`);
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    rawHeaders: [],
    body: await answer.text(),
  };
};
