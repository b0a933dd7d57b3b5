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
  'Install it in every program. Both certificates are valid meanwhile, so no payment fails.',
  `When GET /${accountPath}/certificates shows that the old one is no longer used, unlink it. Connect with the new certificate ` +
    `and a token obtained with it: DELETE /${accountPath}/certificates/${old}`,
  `The new certificate expires at ${notAfter.toISOString()}. Renew it the same way before that.`,
];

/** Returns the steps that come before these when the gateway signed the certificate. */
export const afterSigning =
  'Save pem followed by chain in one file, and use it with the private key of the signing request.';

/** Returns the next steps with a new key set. */
export const afterNewKeySet = ({ credential, secretId }: RegisteredKey): readonly string[] => {
  const { clientId, secrets } = credential;
  const old = secrets.filter(({ id, shape }) => id !== secretId && shape === 'private_key_jwt');
  return [
    'Sign the next assertion with a new key, and get a token with it: POST /oauth/token.',
    'Give the new keys to every program.',
    ...old.map(
      ({ id, expiresAt }) =>
        `The old key set ${id} is valid${expiresAt ? ` until ${expiresAt.toISOString()}` : ''}; to end it sooner, with a token ` +
        `obtained with the new one: DELETE /${accountPath}/credentials/${clientId}/secrets/${id}`,
    ),
  ];
};

/** Returns the next steps with a new secret. */
export const afterNewSecret = ({ credential, secretId }: RotatedSecret): readonly string[] => {
  const { clientId, secrets } = credential;
  const old = secrets.filter(({ id }) => id !== secretId);
  return [
    'Get a token with the new secret: POST /api/auth/token, with the same clientId and certificate as before.',
    'Install it in every program.',
    ...old.map(
      ({ id, expiresAt }) =>
        `The old secret ${id} is valid${expiresAt ? ` until ${expiresAt.toISOString()}` : ''}. To end it sooner, use a token ` +
        `obtained with the new one: DELETE /${accountPath}/credentials/${clientId}/secrets/${id}`,
    ),
  ];
};
