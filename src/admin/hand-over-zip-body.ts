import type { HandOverZip } from '../management/certificates/make-hand-over-zip.js';
import { toInspectionBody } from './certificate-fields.js';

/**
 * Presents a hand-over ZIP with its bytes in base64, because the password of `client.p12` belongs into
 * the same response: a header would leave it in logs of clients and proxies.
 */
export const toHandOverZipBody = (handOver: HandOverZip): object => ({
  ...toInspectionBody(handOver),
  accountId: handOver.account.id,
  zip: Buffer.from(handOver.zip).toString('base64'),
  ...(handOver.password && { password: handOver.password.reveal((text) => text) }),
});

/**
 * Presents a hand-over ZIP to a repeated request. A private key is missing then, because it is not stored.
 */
export const toRepeatedHandOverZipBody = (handOver: HandOverZip): object => ({
  ...toInspectionBody(handOver),
  accountId: handOver.account.id,
  zipAlreadyShown: true,
  hint:
    'The private key in it was shown once and is not stored. If it is lost, unlink this certificate, then create another: POST ' +
    `/api/admin/accounts/${handOver.account.id}/certificates/bundle, with another Idempotency-Key.`,
});
