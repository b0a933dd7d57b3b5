import { randomBytes } from 'node:crypto';
import { X509Certificate } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { listenerSecrets } from '../http/nginx/support.js';
import { tokenIdOf } from '../keys/deployment.js';
import { managementOn } from '../management/open-test-management.js';
import type { TestUseCases } from '../management/use-cases.js';
import { send } from '../support/ask.js';
import { type ApplicationProcess, startProcess } from '../support/processes.js';
import { type Holder, type ProxiedApis, startApis } from './proxied-apis.js';

/** Design decision 7: whatever ends a token, every process knows it within a second, and after a restart too. */
let proxied: ProxiedApis;
let other: ApplicationProcess;
let management: TestUseCases;
let bystander: Holder;
beforeAll(async () => {
  const masterKey = randomBytes(32);
  proxied = await startApis({ environment: { PORTARIA_MASTER_KEY: masterKey.toString('base64') } });
  const { environment, database, config } = proxied.app;
  other = await startProcess(environment);
  management = managementOn(database.appUrl, config.secrets.pepper(), masterKey);
  bystander = await proxied.holder();
});

/** What a process says, asked as NGINX asks it. */
const ask = async (port: number, { token, certificate }: Holder): Promise<string> => {
  const answer = await send({
    port,
    method: 'GET',
    path: '/internal/verify',
    headers: {
      'x-portaria-listener': listenerSecrets.gateway,
      'x-original-method': 'GET',
      'x-original-uri': '/cob/abc',
      'x-ssl-client-cert': encodeURIComponent(certificate.certPem),
      'x-ssl-client-verify': 'SUCCESS',
      authorization: `Bearer ${token}`,
    },
  });
  return String(answer.headers['x-portaria-refusal'] ?? answer.status);
};

const fingerprintOf = ({ certificate }: Holder): string =>
  new X509Certificate(certificate.certPem).fingerprint256.replaceAll(':', '').toLowerCase();

const endings: Record<string, (holder: Holder) => Promise<unknown>> = {
  'the token': ({ token }) => management.revokeTokens.run({ tokenId: tokenIdOf(token) }),
  'the tokens of a secret': ({ clientId, secretId }) => management.revokeTokens.run({ clientId, secretId }),
  'the tokens of an account': ({ id }) => management.revokeTokens.run({ account: id }),
  'the tokens of a certificate': (holder) =>
    management.revokeTokens.run({ fingerprint: fingerprintOf(holder) }),
  'the secret': ({ clientId, secretId }) => management.revokeSecret.run({ clientId, secretId, force: true }),
  'the credential': ({ clientId }) => management.revokeCredential.run(clientId),
  'the certificate': (holder) => management.revokeCertificate.run({ fingerprint: fingerprintOf(holder) }),
  'the link of the certificate': (holder) =>
    management.unlinkCertificate.run({ account: holder.id, fingerprint: fingerprintOf(holder) }),
  'the account': ({ id }) => management.suspendAccount.run(id),
};
const ended: Holder[] = [];

test.each(Object.entries(endings))(
  'ending %s ends its token in both processes, soon after the acknowledgement, and no other client’s',
  async (_what, end) => {
    const holder = await proxied.holder();
    const ports = [proxied.app.port, other.port];
    for (const port of ports) expect(await ask(port, holder)).toBe('204');
    await end(holder);
    const acknowledgedMs = performance.now();
    await Promise.all(
      ports.map((port) =>
        expect.poll(() => ask(port, holder), { interval: 20, timeout: 10_000 }).toBe('invalid_token'),
      ),
    );
    // A promise of 250 ms and a look; the bound is for a machine that is busy with other things.
    expect(performance.now() - acknowledgedMs).toBeLessThan(5000);
    for (const port of ports) expect(await ask(port, bystander)).toBe('204');
    const asking = { token: holder.token, client: holder.certificate };
    expect((await proxied.use('GET /cob/abc', asking)).json['message']).toBe('Invalid token');
    ended.push(holder);
  },
);

test('a process that starts later knows all of it with its first answer', async () => {
  const late = await startProcess(proxied.app.environment);
  for (const holder of ended) expect(await ask(late.port, holder)).toBe('invalid_token');
  expect(await ask(late.port, bystander)).toBe('204');
});

test('a token that is got after its account was reactivated is good again, and the old one stays ended', async () => {
  const holder = await proxied.holder();
  await management.suspendAccount.run(holder.id);
  await management.reactivateAccount.run(holder.id);
  const answer = await proxied.askToken('tls', holder, { client: holder.certificate });
  const { access_token: token } = JSON.parse(answer.body) as { access_token: string };
  expect(await ask(other.port, { ...holder, token })).toBe('204');
  await expect.poll(() => ask(other.port, holder), { timeout: 5000 }).toBe('invalid_token');
});
