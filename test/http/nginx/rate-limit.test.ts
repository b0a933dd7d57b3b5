import { describe, expect, test } from 'vitest';
import { createCa, issueCertificate, type IssuedCertificate } from '../../../src/cli/deployment/pki.js';
import { nginxBinaries } from './binaries.js';
import { expectJson } from './json-error.js';
import { type Answer, currently, startTestProxy, type TestProxy } from './support.js';

const perAddress = {
  PORTARIA_RATE_LIMIT: 'on',
  PORTARIA_RATE_PER_ADDRESS: '1r/s',
  PORTARIA_BURST_PER_ADDRESS: '3',
} as const;
const perCertificate = {
  PORTARIA_RATE_LIMIT: 'on',
  PORTARIA_RATE_PER_CERTIFICATE: '1r/s',
  PORTARIA_BURST_PER_CERTIFICATE: '3',
} as const;

const askTimes = async (proxy: TestProxy, times: number, client?: IssuedCertificate): Promise<Answer[]> => {
  const answers: Answer[] = [];
  for (let count = 0; count < times; count += 1) {
    answers.push(await proxy.ask('tls', { body: '{}', ...(client ? { client } : {}) }));
  }
  return answers;
};

describe.each(await nginxBinaries())('NGINX $version', (binary) => {
  test('more than the burst from one address is a JSON 429 with Retry-After, also with an untrusted certificate', async () => {
    const proxy = await startTestProxy(perAddress, { binary });
    const otherAuthority = await createCa({ commonName: 'Another Authority', ...currently });
    const untrusted = await issueCertificate(otherAuthority, { commonName: 'loja.example', ...currently });
    const answers = await askTimes(proxy, 7, untrusted);
    expect(answers.slice(0, 4).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    for (const answer of [answers.at(-1), (await askTimes(proxy, 1)).at(-1)]) {
      expect(answer).toBeDefined();
      if (answer === undefined) continue;
      expectJson(answer, 429, 'rate_limited');
      expect(answer.headers['retry-after']).toMatch(/^[1-5]$/);
    }
  });

  test('one certificate that asks too often does not stop another from the same address', async () => {
    const proxy = await startTestProxy(perCertificate, { binary });
    const [busy, quiet] = await Promise.all([proxy.issue(), proxy.issue()]);
    const answers = await askTimes(proxy, 7, busy);
    const last = answers.at(-1);
    expect(last?.status).toBe(429);
    expect((await proxy.ask('tls', { client: quiet, body: '{}' })).status).toBe(200);
  });

  test('at the header listener a repeated certificate uses up no client’s budget', async () => {
    const proxy = await startTestProxy(perCertificate, { binary });
    const headers = { 'X-SSL-Client-Cert': encodeURIComponent((await proxy.issue()).certPem) };
    for (let count = 0; count < 8; count += 1) {
      expect((await proxy.ask('header', { headers, body: '{}' })).status).toBe(200);
    }
  });
});
