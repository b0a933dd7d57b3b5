import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CertificateInfo } from '../../src/core/certificates/certificate.js';
import { certificateIdFrom, fingerprintFrom } from '../../src/core/shared/ids.js';
import { certificateFindings } from '../../src/core/tokens/certificate-eligibility.js';
import type { ClientSnapshot } from '../../src/core/tokens/client-snapshot.js';

const fingerprint = fingerprintFrom('ab'.repeat(32));
const id = certificateIdFrom('1');
if (!fingerprint || !id) throw new Error('the fixtures are not ids');

const certificate = (notBefore: Date, notAfter: Date): CertificateInfo => ({
  fingerprint,
  subject: 'CN=loja',
  issuer: 'CN=ca',
  serialNumber: '01',
  key: { name: 'P-256', strong: true },
  notBefore,
  notAfter,
  extendedKeyUsage: null,
  isCa: false,
  taxId: null,
});

const at = (nowMs: number): ClientSnapshot => ({
  nowMs,
  client: null,
  certificate: { id, revoked: false, linked: true },
});
const codesAt = (info: CertificateInfo, nowMs: number): string[] =>
  certificateFindings(
    { info, presentation: { way: 'handshake', sslClientVerify: 'SUCCESS' } },
    'tls',
    at(nowMs),
  ).map(({ reason }) => reason);

const seconds = fc.integer({ min: 0, max: 4_000_000_000 });

test('a certificate is accepted exactly from notBefore to notAfter, both included (RFC 5280 section 4.1.2.5)', () => {
  fc.assert(
    fc.property(seconds, seconds, seconds, (from, length, now) => {
      const [start, end] = [from * 1000, (from + length) * 1000];
      const codes = codesAt(certificate(new Date(start), new Date(end)), now * 1000);
      const inside = now * 1000 >= start && now * 1000 <= end;
      expect(codes).toEqual(
        inside ? [] : [now * 1000 < start ? 'certificate_not_yet_valid' : 'certificate_expired'],
      );
    }),
    { numRuns: 2000 },
  );
});

test('the edges themselves are inside, and a millisecond beyond is not', () => {
  fc.assert(
    fc.property(seconds, seconds, (from, length) => {
      const [start, end] = [from * 1000, (from + length) * 1000];
      const info = certificate(new Date(start), new Date(end));
      expect(codesAt(info, start)).toEqual([]);
      expect(codesAt(info, end)).toEqual([]);
      expect(codesAt(info, start - 1)).toEqual(['certificate_not_yet_valid']);
      expect(codesAt(info, end + 1)).toEqual(['certificate_expired']);
    }),
  );
});

test('whatever NGINX says that is not exactly SUCCESS is no trust', () => {
  fc.assert(
    fc.property(
      fc.string().filter((sslClientVerify) => sslClientVerify !== 'SUCCESS'),
      (sslClientVerify) => {
        const info = certificate(new Date(0), new Date(1e12));
        const findings = certificateFindings(
          { info, presentation: { way: 'handshake', sslClientVerify: sslClientVerify } },
          'tls',
          at(1000),
        );
        expect(findings.map(({ reason }) => reason)).toEqual(['certificate_untrusted']);
      },
    ),
  );
});
