import type { ClientBundle } from '../management/certificates/make-client-bundle.js';
import { presentInspection } from './certificate-fields.js';

/**
 * A bundle with its archive in base64, and not the archive itself: the password of `client.p12` belongs into the same answer,
 * and in a header it would stand in logs of clients and proxies.
 */
export const withBundle = (bundle: ClientBundle): object => ({
  ...presentInspection(bundle),
  account: bundle.account.id,
  zip: Buffer.from(bundle.zip).toString('base64'),
  ...(bundle.password && { password: bundle.password.reveal((text) => text) }),
});

/** The same for a repeat, when a private key was in it: nobody has kept that. */
export const withoutBundle = (bundle: ClientBundle): object => ({
  ...presentInspection(bundle),
  account: bundle.account.id,
  zipShown: 'before',
  hint:
    'The private key in it was shown once and is kept nowhere. If it is lost, unlink this certificate, and POST ' +
    `/api/admin/accounts/${bundle.account.id}/certificates/bundle under another Idempotency-Key makes another.`,
});
