import { expect, test } from 'vitest';
import { longAgo, makeCertificate } from '../support/certificates.js';
import { openPortaria } from './portaria.js';

const { run, runWords } = await openPortaria();

test('operator create makes account, credential and certificate link, and shows the secret once', async () => {
  const { certPem, fingerprint } = await makeCertificate();
  const words = ['operator', 'create', 'Ana Souza', '--certificate', '-', '--json'];
  const ended = await runWords(words, { stdin: certPem });
  expect(ended.exitCode).toBe(0);
  expect(ended.err).toMatch(/^The secret is shown only now/);
  expect(ended.json()).toMatchObject({
    account: { name: 'Ana Souza', kind: 'operator', scopes: ['admin:read', 'admin:write', 'audit:read'] },
    credential: { contracts: [{ contract: 'avista', policy: 'tls' }] },
    clientSecret: expect.stringMatching(/^ptr_/),
    certificate: { fingerprint },
  });
});

test('without a good certificate there is no operator', async () => {
  expect(await run('operator create Eva')).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('--certificate'),
  });
  const { certPem } = await makeCertificate(longAgo);
  expect(await run('operator create Eva --certificate -', { stdin: certPem })).toMatchObject({
    exitCode: 4,
    out: '',
  });
  expect((await run('account list --name Eva --json')).json()).toEqual([]);
});

test('the standard input cannot be both certificate and secret', async () => {
  const { exitCode, err } = await run('operator create Eva --certificate - --secret-stdin', { stdin: 'x' });
  expect(exitCode).toBe(2);
  expect(err).toContain('use --secret-file');
});
