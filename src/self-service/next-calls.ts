import type { CertificateInfo } from '../core/certificates/certificate.js';
import type { Fingerprint } from '../core/shared/ids.js';
import type { RegisteredKey } from '../management/credentials/register-key.js';
import type { RotatedSecret } from '../management/credentials/rotate-secret.js';
import { accountPath } from './self-service-routes.js';

/** Returns the next steps with a new certificate, in order, each with its call. */
export const afterNewCertificate = (
  { fingerprint, notAfter }: CertificateInfo,
  old: Fingerprint,
): readonly string[] => [
  'Try the new certificate, with its private key: GET /api/auth/whoami must show its fingerprint ' +
    `${fingerprint} and "linked": true.`,
  'Get a token with it: POST /api/auth/token, with the same clientId and clientSecret as before.',
  'Give it to every program. Until then both certificates are good: no payment breaks.',
  `When GET /${accountPath}/certificates shows no more use of the old one, unlink that, over the new certificate and with a ` +
    `token got with it: DELETE /${accountPath}/certificates/${old}`,
  `The new one is good until ${notAfter.toISOString()}; renew it the same way before that.`,
];

/** Returns the steps that come before these when the gateway signed the certificate. */
export const afterSigning =
  'Save pem and, behind it, chain in one file, and use it with the private key that the request was made with.';

/** Returns the next steps with a new key set. */
export const afterNewKeySet = ({ credential, secretId }: RegisteredKey): readonly string[] => {
  const { clientId, secrets } = credential;
  const old = secrets.filter(({ id, shape }) => id !== secretId && shape === 'private_key_jwt');
  return [
    'Sign the next assertion with a new key, and get a token with it: POST /oauth/token.',
    'Give the new keys to every program.',
    ...old.map(
      ({ id, expiresAt }) =>
        `The old key set ${id} is good${expiresAt ? ` until ${expiresAt.toISOString()}` : ''}; to end it sooner, with a token ` +
        `got with the new one: DELETE /${accountPath}/credentials/${clientId}/secrets/${id}`,
    ),
  ];
};

/** Returns the next steps with a new secret. */
export const afterNewSecret = ({ credential, secretId }: RotatedSecret): readonly string[] => {
  const { clientId, secrets } = credential;
  const old = secrets.filter(({ id }) => id !== secretId);
  return [
    'Get a token with the new secret: POST /api/auth/token, with the same clientId and certificate as before.',
    'Give it to every program.',
    ...old.map(
      ({ id, expiresAt }) =>
        `The old secret ${id} is good${expiresAt ? ` until ${expiresAt.toISOString()}` : ''}; to end it sooner, with a token ` +
        `got with the new one: DELETE /${accountPath}/credentials/${clientId}/secrets/${id}`,
    ),
  ];
};
