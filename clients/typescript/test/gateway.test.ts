import { expect, test } from 'vitest';
import { expectWholeLife, openWholeLife } from '../../../test/self-service/whole-life.js';
import { afterFile } from '../../../test/support/cleanup.js';
import type { Contract } from '../src/client-options.js';
import { PortariaClient } from '../src/portaria-client.js';
import { failureOf } from './scripted.js';

test('against NGINX and the application: a token, a renewed certificate, a rotated secret, and an error', async () => {
  const life = await openWholeLife();
  const { merchant, environment: env } = life;
  const clientOf = (
    clientSecret: string,
    certificate: { certFile: string; keyFile: string },
    contract: Contract = 'avista',
  ) => {
    const { PORTARIA_URL: url = '', PORTARIA_CLIENT_ID: clientId = '', PORTARIA_CA_CERT: caFile = '' } = env;
    const client = new PortariaClient({ url, clientId, clientSecret, certificate, contract, caFile });
    afterFile(() => client.close());
    return client;
  };
  const { clientSecret } = merchant;
  const into = { certFile: env['NEW_CLIENT_CERT'] ?? '', keyFile: env['NEW_CLIENT_KEY'] ?? '' };
  const client = clientOf(clientSecret, {
    certFile: env['PORTARIA_CLIENT_CERT'] ?? '',
    keyFile: env['PORTARIA_CLIENT_KEY'] ?? '',
  });
  const token = await client.token();
  const other = { certFile: env['OTHER_CLIENT_CERT'] ?? '', keyFile: env['OTHER_CLIENT_KEY'] ?? '' };
  const linked = await client.selfService.linkCertificate(other);
  const { fingerprint, previousFingerprint } = await client.selfService.renewCertificate({ into });
  await client.selfService.unlinkCertificate(previousFingerprint);
  const tokenOfNewCertificate = await client.token();
  const saved: string[] = [];
  const save = (secret: string) => void saved.push(secret);
  const { previousSecretIds } = await client.selfService.rotateSecret({ save });
  for (const id of previousSecretIds) await client.selfService.revokeSecret(id, { force: true });
  const account = await client.selfService.account();
  const failure = await failureOf(clientOf(clientSecret, into).token());
  expect(failure.name).toBe('ResponseError');
  const lived = {
    token,
    fingerprints: [linked.previousFingerprint, previousFingerprint, fingerprint],
    tokenOfNewCertificate,
    previousSecretIds,
    account,
    failure: { status: failure['status'], requestId: failure['requestId'] },
    tokenOfNewSecret: await clientOf(saved.join(), into).token(),
    tokenOfPix: await clientOf(saved.join(), into, 'pix').token(),
  };
  expectWholeLife(life, JSON.stringify(lived));
}, 120_000);
