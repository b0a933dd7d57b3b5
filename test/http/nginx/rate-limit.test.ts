import { describe, expect, test } from 'vitest';
import { createCa, issueCertificate, type Issued } from '../../../src/cli/deployment/pki.js';
import { nginxBinaries } from './binaries.js';
import { expectJson } from './json-error.js';
import { type Answer, currently, type Edge, openEdge } from './support.js';

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

const askTimes = async (edge: Edge, times: number, client?: Issued): Promise<Answer[]> => {
  const answers: Answer[] = [];
  for (let count = 0; count < times; count += 1) {
    answers.push(await edge.ask('tls', { body: '{}', ...(client ? { client } : {}) }));
  }
  return answers;
};

describe.each(await nginxBinaries())('NGINX $version', (binary) => {
  test('more than the burst from one address is a JSON 429 with Retry-After, also with an untrusted certificate', async () => {
    const edge = await openEdge(perAddress, { binary });
    const otherAuthority = await createCa({ commonName: 'Another Authority', ...currently });
    const untrusted = await issueCertificate(otherAuthority, { commonName: 'loja.example', ...currently });
    const answers = await askTimes(edge, 7, untrusted);
    expect(answers.slice(0, 4).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    for (const answer of [answers.at(-1), (await askTimes(edge, 1)).at(-1)]) {
      expect(answer).toBeDefined();
      if (answer === undefined) continue;
      expectJson(answer, 429, 'rate_limited');
      expect(answer.headers['retry-after']).toMatch(/^[1-5]$/);
    }
  });

  test('one certificate that asks too often does not stop another from the same address', async () => {
    const edge = await openEdge(perCertificate, { binary });
    const [busy, quiet] = await Promise.all([edge.issue(), edge.issue()]);
    const answers = await askTimes(edge, 7, busy);
    const last = answers.at(-1);
    expect(last?.status).toBe(429);
    expect((await edge.ask('tls', { client: quiet, body: '{}' })).status).toBe(200);
  });

  test('at the header listener a repeated certificate uses up no client’s budget', async () => {
    const edge = await openEdge(perCertificate, { binary });
    const headers = { 'X-SSL-Client-Cert': encodeURIComponent((await edge.issue()).certPem) };
    for (let count = 0; count < 8; count += 1) {
      expect((await edge.ask('header', { headers, body: '{}' })).status).toBe(200);
    }
  });
});
