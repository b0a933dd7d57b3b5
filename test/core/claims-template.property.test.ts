import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ClientId, Fingerprint, SecretId, TokenId } from '../../src/core/shared/ids.js';
import { claimsFor, serializedClaims } from '../../src/core/tokens/claims.js';
import { fillTemplate, templateFor } from '../../src/core/tokens/claims-template.js';
import { reservedClaims } from '../../src/core/tokens/contract-claims.js';
import type { Grant } from '../../src/core/tokens/grant.js';
import { certificateId, client, fingerprint, nowMs, otherFingerprint } from './eligible-client.js';

/** Names that could be taken for a place in the JSON, and names that JavaScript moves to the front. */
const names = fc.oneof(
  fc.constantFrom(...reservedClaims, '7', '"iat":', 'exp', 'a "quoted" name', '__proto__', 'é'),
  fc.string(),
);
const values = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.constant(null),
  fc.constant(',"iat":1,"exp":2,"jti":"'),
);
const own = fc.dictionary(names, fc.oneof(values, fc.array(values), fc.dictionary(names, values)));

const grants = fc
  .record({
    own,
    scopes: fc.uniqueArray(fc.constantFrom('pix:read', 'pix:write', 'balance')),
    audience: fc.constantFrom('api', 'portaria-admin'),
    secretId: fc.constantFrom('3' as SecretId, '4' as SecretId),
    certificate: fc.option(
      fc.record({
        provenByHandshake: fc.boolean(),
        fingerprint: fc.constantFrom(fingerprint, otherFingerprint),
      }),
    ),
    issuedAtSeconds: fc.integer({ min: 1, max: 4_000_000_000 }),
    lifetimeSeconds: fc.integer({ min: 1, max: 86_400 }),
  })
  .map(({ own: more, secretId, certificate, ...grant }): Grant => {
    const known = { ...client, secrets: undefined };
    const clientId = 'loja' as ClientId;
    const claims = {
      ...more,
      sub: known.accountId,
      client_id: clientId,
      account: known.accountId,
      clientId,
    };
    return {
      ...grant,
      claims: claims,
      client: {
        ...known,
        ...{ nowMs, clientId, secretId, secretExpiresAtMs: null },
        certificate: certificate === null ? null : certificateFrom(certificate),
      },
      kind: { algorithm: 'HS256', typ: 'JWT' },
      issuer: 'https://auth.example.com',
    };
  });

const certificateFrom = (presented: {
  readonly provenByHandshake: boolean;
  readonly fingerprint: Fingerprint;
}) => ({
  ...{ id: certificateId, notAfterMs: nowMs + 1000, ...presented },
});

const id = '0199f1de-7d4f-7abc-8def-000000000001' as TokenId;

test('the claims in a template are, byte for byte, the claims of the grant', () => {
  fc.assert(
    fc.property(grants, (grant) => {
      expect(fillTemplate(templateFor(grant, null, id), grant, id)).toEqual(
        serializedClaims(claimsFor(grant, id)),
      );
    }),
    { numRuns: 2000 },
  );
});

test('a template is kept for the same secret, scopes, audience and proof, and for no other', () => {
  fc.assert(
    fc.property(grants, grants, (first, second) => {
      const other = { ...second, claims: first.claims };
      const template = templateFor(other, templateFor(first, null, id), id);
      expect(fillTemplate(template, other, id)).toEqual(serializedClaims(claimsFor(other, id)));
    }),
    { numRuns: 2000 },
  );
});
