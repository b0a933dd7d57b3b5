import type { ClientBundle } from '../management/certificates/make-client-bundle.js';
import { toInspectionBody } from './certificate-fields.js';

/**
 * Presents a bundle with its archive in base64, because the password of `client.p12` belongs into
 * the same response: a header would leave it in logs of clients and proxies.
 */
export const toBundleBody = (bundle: ClientBundle): object => ({
  ...toInspectionBody(bundle),
  account: bundle.account.id,
  zip: Buffer.from(bundle.zip).toString('base64'),
  ...(bundle.password && { password: bundle.password.reveal((text) => text) }),
});

/**
 * Presents a bundle to a repeated request. A private key is missing then, because it is not stored.
 */
export const toRepeatedBundleBody = (bundle: ClientBundle): object => ({
  ...toInspectionBody(bundle),
  account: bundle.account.id,
  zipShown: 'before',
  hint:
    'The private key in it was shown once and is kept nowhere. If it is lost, unlink this certificate, and POST ' +
    `/api/admin/accounts/${bundle.account.id}/certificates/bundle under another Idempotency-Key makes another.`,
});
