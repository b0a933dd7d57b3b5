import type { Account } from '../core/accounts/account.js';
import { withRole } from '../core/accounts/operator-role.js';
import type { ChangeResponse } from '../http/problem-details/change-handler.js';
import { withoutSecret, withSecret } from '../http/problem-details/secret-body.js';
import type { CertificateLink } from '../management/certificates/link-certificate.js';
import type { HandOverZip } from '../management/certificates/make-hand-over-zip.js';
import type { SignedCertificate } from '../management/certificates/sign-certificate.js';
import type { CreatedCredential } from '../management/credentials/create-credential.js';
import type { CredentialWithAccount } from '../management/credentials/show-credential.js';
import type { CreatedOperator } from '../management/onboarding/create-operator.js';
import { adminPath } from './admin-routes.js';
import { toLinkBody, toSignedBody } from './certificate-bodies.js';
import { toHandOverZipBody, toRepeatedHandOverZipBody } from './hand-over-zip-body.js';

/** How changes are answered that may wait for approval: by their own routes, and when they are approved. */

export const accountAnswer: ChangeResponse<Account> = {
  toBody: (account) => ({ body: withRole(account), version: account.version }),
};

export const credentialAnswer: ChangeResponse<CredentialWithAccount> = {
  toBody: ({ credential, account: { version } }) => ({ body: credential, version }),
};

/** A credential with a new secret, which no repeat shows again. */
export const newSecretAnswer: ChangeResponse<CreatedCredential> = {
  toBody: ({ credential, secret, account: { version } }) => ({
    body: withSecret(credential, secret),
    version,
  }),
  toRepeatBody: ({ credential, secret, account: { version } }) => ({
    body: withoutSecret(credential, secret, adminPath),
    version,
  }),
};

export const linkAnswer: ChangeResponse<CertificateLink> = {
  toBody: (link) => ({ body: toLinkBody(link), version: link.account.version }),
};

export const signedAnswer: ChangeResponse<SignedCertificate> = {
  toBody: (signed) => ({ body: toSignedBody(signed), version: signed.account.version }),
};

/** With a private key in the archive (`hasKey`), no repeat shows it again. */
export const handOverAnswer = (hasKey: boolean): ChangeResponse<HandOverZip> => ({
  toBody: (handOver) => ({ body: toHandOverZipBody(handOver), version: handOver.account.version }),
  toRepeatBody: (handOver) => ({
    body: hasKey ? toRepeatedHandOverZipBody(handOver) : toHandOverZipBody(handOver),
    version: handOver.account.version,
  }),
});

export const addedClientCasAnswer: ChangeResponse<readonly object[]> = {
  toBody: (added) => ({ body: { items: added } }),
};

/** A result that is its own body. */
export const plainAnswer: ChangeResponse<object> = { toBody: (result) => ({ body: result }) };

export const operatorAnswer: ChangeResponse<CreatedOperator> = {
  toBody: (created) => ({
    body: {
      account: withRole(created.account),
      ...withSecret(created.credential, created.secret),
      certificate: created.handOver ? toHandOverZipBody(created.handOver) : certificateOf(created),
    },
    version: created.account.version,
  }),
  toRepeatBody: (created) => ({
    body: {
      account: withRole(created.account),
      ...withoutSecret(created.credential, created.secret, adminPath),
      certificate: created.handOver ? toRepeatedHandOverZipBody(created.handOver) : certificateOf(created),
    },
    version: created.account.version,
  }),
};

/** As the route for that certificate alone answers. */
const certificateOf = ({ certificate, signed }: CreatedOperator): object =>
  signed ? toSignedBody(signed) : toLinkBody(certificate);
