import { beforeAll, expect, test } from 'vitest';
import {
  createCa,
  issueCertificate,
  type IssuedCertificate,
  serverAuth,
} from '../../src/cli/deployment/pki.js';
import { X509Parser } from '../../src/crypto/certificates/x509-parser.js';
import { later } from '../support/certificates.js';
import { currently, longAgo } from './nginx/support.js';
import { eventually, type ProxiedApp, startProxiedApp } from './proxied-app.js';

let proxied: ProxiedApp;
beforeAll(async () => {
  proxied = await startProxiedApp();
});

/** What NGINX says, the reason on record, and the certificate. */
const cases: readonly (readonly [string, string, () => Promise<IssuedCertificate>])[] = [
  ['certificate has expired', 'certificate_expired', () => proxied.proxy.issue(longAgo)],
  ['certificate is not yet valid', 'certificate_not_yet_valid', () => proxied.proxy.issue(later)],
  [
    'unable to verify the first certificate|unable to get local issuer certificate',
    'certificate_untrusted',
    async () =>
      issueCertificate(await createCa({ commonName: 'Another Authority', ...currently }), {
        commonName: 'loja',
        ...currently,
      }),
  ],
  [
    'unsuitable certificate purpose|unsupported certificate purpose',
    'certificate_wrong_usage',
    () => proxied.proxy.issue({ extendedKeyUsage: [serverAuth] }),
  ],
  [
    'certificate has expired \\(not this certificate, but an issuer',
    'certificate_untrusted',
    async () => {
      const old = await createCa({ commonName: 'Old', parent: proxied.proxy.ca, ...longAgo });
      const leaf = await issueCertificate(old, { commonName: 'loja', ...currently });
      return { ...leaf, certPem: leaf.certPem + old.certPem };
    },
  ],
];

test.each(cases)(
  "a certificate that NGINX refuses (%s) gets the 401, and the refusal is on record as %s, with NGINX's words",
  async (words, reason, make) => {
    const certificate = await make();
    const [own = ''] = certificate.certPem.split(/(?<=-----END CERTIFICATE-----\n)/);
    const account = await proxied.app.accounts.create({ certificate: own });
    const answer = await proxied.askToken('tls', account, { client: certificate });
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body)).toEqual({
      statusCode: 401,
      error: 'Unauthorized',
      message: 'Invalid credentials or certificate',
      code: 'unauthorized',
      requestId: answer.headers['x-request-id'],
      hint: expect.stringMatching(
        /^To check the certificate, call GET \/api\/auth\/whoami .* send the requestId/,
      ),
    });
    const row = await eventually(
      async () =>
        (
          await proxied.app.database.sql('SELECT * FROM refusal WHERE request_id = $1', [
            answer.headers['x-request-id'],
          ])
        )[0],
    );
    expect(row['reason']).toBe(reason);
    expect(row['detail']).toMatch(new RegExp(words));
    expect(row['account_id']).toBe(account.id);
    expect((row['fingerprint'] as Buffer).toString('hex')).toBe(certificate.fingerprint);
    const { notBefore, notAfter } = new X509Parser().readPem(own);
    expect(row).toMatchObject({
      certificate_subject: expect.stringMatching(/^CN=loja/),
      certificate_not_before: notBefore,
      certificate_not_after: notAfter,
    });
  },
);
