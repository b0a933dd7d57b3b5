import { randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { ClientJwk } from '../../../src/core/credentials/client-jwk.js';
import type { Answer, Asking } from '../../support/ask.js';
import type { TestApp } from '../../support/test-app.js';
import { askForm } from './ask-pix.js';

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
export const issuer = 'https://auth.example.com';

/** A key pair of a client, made for the test. */
export interface ClientKey {
  readonly algorithm: string;
  readonly privateKey: CryptoKey;
  readonly jwk: ClientJwk;
}

export const makeClientKey = async (algorithm = 'ES256', kid?: string): Promise<ClientKey> => {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = (await exportJWK(publicKey)) as ClientJwk;
  return { algorithm, privateKey, jwk: kid === undefined ? jwk : { ...jwk, kid } };
};

/** An assertion as RFC 7523 has it; every claim and header can be another one. */
export const assertionBy = (
  { algorithm, privateKey, jwk: { kid } }: ClientKey,
  clientId: string,
  claims: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> => {
  const now = Math.floor(Date.now() / 1000);
  const whole = { iss: clientId, sub: clientId, aud: issuer, jti: randomUUID(), iat: now, exp: now + 60 };
  return new SignJWT({ ...whole, ...claims })
    .setProtectedHeader({ alg: algorithm, ...(kid !== undefined && { kid }), ...header })
    .sign(privateKey);
};

export const askWithAssertion = (
  app: TestApp,
  assertion: string,
  form: Readonly<Record<string, string>> = {},
  asking: Asking = {},
): Promise<Answer> =>
  askForm(
    app,
    {
      grant_type: 'client_credentials',
      client_assertion_type: assertionType,
      client_assertion: assertion,
      ...form,
    },
    asking,
  );
