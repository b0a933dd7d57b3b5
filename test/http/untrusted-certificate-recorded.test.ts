import { beforeAll, expect, test } from 'vitest';
import { createCa, issueCertificate, type Issued } from '../../src/cli/deployment/pki.js';
import { X509Parser } from '../../src/crypto/x509-parser.js';
import { eventually, type Front, openFront } from './front.js';
import { currently, longAgo } from './nginx/support.js';

let front: Front;
beforeAll(async () => {
  front = await openFront();
});

const cases: Readonly<Record<string, () => Promise<Issued>>> = {
  'certificate has expired': () => front.edge.issue(longAgo),
  'unable to verify the first certificate|unable to get local issuer certificate': async () =>
    issueCertificate(await createCa({ commonName: 'Another Authority', ...currently }), {
      commonName: 'loja',
      ...currently,
    }),
};

test.each(Object.entries(cases))(
  "a certificate that NGINX refuses (%s) gets the 401, and the refusal is on record with NGINX's words",
  async (words, make) => {
    const certificate = await make();
    const account = await front.app.accounts.open({ certificate: certificate.certPem });
    const answer = await front.askToken('tls', account, { client: certificate });
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body)).toEqual({
      statusCode: 401,
      error: 'Unauthorized',
      message: 'Invalid credentials or certificate',
      code: 'unauthorized',
      requestId: answer.headers['x-request-id'],
    });
    const row = await eventually(
      async () =>
        (
          await front.app.database.sql('SELECT * FROM refusal WHERE request_id = $1', [
            answer.headers['x-request-id'],
          ])
        )[0],
    );
    expect(row['reason']).toBe('certificate_untrusted');
    expect(row['detail']).toMatch(new RegExp(words));
    expect(row['account_id']).toBe(account.id);
    expect((row['fingerprint'] as Buffer).toString('hex')).toBe(certificate.fingerprint);
    const { notBefore, notAfter } = new X509Parser().readPem(certificate.certPem);
    expect(row).toMatchObject({
      certificate_subject: expect.stringMatching(/^CN=loja/),
      certificate_not_before: notBefore,
      certificate_not_after: notAfter,
    });
  },
);
