import { expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import { makeClientKey } from '../contracts/pix/keys-of-clients.js';
import { eventually } from '../http/proxied-app.js';
import { managementOn } from '../management/open-test-management.js';
import { openSelfService, tokenOf } from '../self-service/proxied-self-service.js';
import { makeRequest, openWorkshop } from '../support/openssl.js';
import { recorderOf, withoutExample } from './recorded.js';

const proxied = await openSelfService();
const subject = 'CN=loja.example,O=Loja Ltda,C=BR';
const owner = await proxied.owner({}, { subject });
const record = recorderOf('self-service');

const shown = async (id: string, what: string, asking: Parameters<typeof owner.ask>[1] = {}) => {
  const answer = await owner.ask(what, asking);
  await record(id, answer);
  return answer.json;
};

test('the account, its certificates and its credentials', async () => {
  const { database, environment, config } = proxied.app;
  const master = Buffer.from(environment['PORTARIA_MASTER_KEY'] ?? '', 'base64');
  const management = managementOn(database.appUrl, config.secrets.pepper(), master);
  const { certPem: pem, keyPem } = proxied.proxy.ca;
  await management.importAuthority.run({ pem, key: new Secret(keyPem) });

  await shown('showOwnAccount', 'GET ');
  await shown('listOwnCertificates', 'GET /certificates');
  await shown('listOwnCredentials', 'GET /credentials');
  const csr = await makeRequest(await openWorkshop(), 'renewed');
  await shown('renewCertificate', 'POST /certificates', { body: { csr } });
  const renewed = await proxied.proxy.issue({ subject });
  await shown('renewCertificate-pem', 'POST /certificates', { body: { pem: renewed.certPem } });
  await shown('problem-409', `DELETE /certificates/${owner.certificate.fingerprint}`);
  const token = await tokenOf(proxied, owner, renewed);
  await shown('unlinkOwnCertificate', `DELETE /certificates/${owner.certificate.fingerprint}`, {
    token,
    client: renewed,
  });

  const own = { token, client: renewed };
  const secrets = `/credentials/${owner.clientId}/secrets`;
  const added = await shown('rotateOwnSecret', `POST ${secrets}`, {
    ...own,
    body: { overlapSeconds: 86_400 },
  });
  const next = await tokenOf(proxied, { ...owner, clientSecret: String(added['clientSecret']) }, renewed);
  await shown('revokeOwnSecret', `DELETE ${secrets}/${owner.secretId}?force=true`, { ...own, token: next });
  await shown('problem-404', `DELETE /certificates/${'0'.repeat(64)}`, { ...own, token: next });
  await shown('problem-400', 'POST /certificates', { ...own, token: next, body: {} });
  await shown('problem-401', 'GET /certificates', { client: renewed, token: 'eyJhbGciOiJIUzI1NiJ9.e30.x' });
});

test('the key set of a client', async () => {
  const [first, next] = [await makeClientKey('ES256', 'first'), await makeClientKey('ES256', 'next')];
  const other = await proxied.owner({ pix: 'tls' });
  await proxied.app.accounts.registerKey(other, { method: 'private_key_jwt', jwks: [first.jwk] });
  const path = `POST /credentials/${other.clientId}/keys`;
  await record('rotateOwnKeySet', await other.ask(path, { body: { jwks: { keys: [next.jwk] } } }));
});

test('why the account got no token', async () => {
  const other = await proxied.owner();
  const refused = await proxied.askToken(
    'tls',
    { ...other, clientSecret: 'wrong-secret' },
    {
      client: other.certificate,
    },
  );
  const { requestId } = JSON.parse(refused.body) as { requestId: string };
  await eventually(async () => {
    const { status } = await other.ask(`GET /refusals/${requestId}`);
    return status === 200 ? status : null;
  });
  await record('explainOwnRefusal', await other.ask(`GET /refusals/${requestId}`));
  await record('listOwnRefusals', await other.ask('GET /refusals?limit=1'));
});

test('every operation has an example', () => {
  expect(withoutExample('self-service')).toEqual([]);
});
