import type { ClientId } from '../../core/shared/ids.js';
import type { SignedCertificate } from './sign-certificate.js';

export interface ReadmeInput {
  readonly signed: SignedCertificate;
  /** Whether `client.p12` is in the ZIP. */
  readonly withKey: boolean;
  readonly clientIds: readonly ClientId[];
  readonly publicUrl: string | null;
}

/** Returns the README.txt of a hand-over ZIP, for the merchant. It contains no secret. */
export const handOverReadme = ({ signed, withKey, clientIds, publicUrl }: ReadmeInput): string => {
  const { info, account } = signed;
  const url = publicUrl?.replace(/\/+$/, '') ?? 'https://<the gateway>';
  const [client = '<your client id>'] = clientIds;
  return `Client certificate of ${account.name} (account ${account.id})

SHA-256      ${info.fingerprint}
Subject      ${info.subject}
Valid until  ${info.notAfter.toISOString()}
Client ids   ${clientIds.join(', ') || 'none yet'}

certificate.pem  your certificate
chain.pem        the authority that signed it
${withKey ? keyPart : requestPart}
Try the certificate first:

  curl --cert certificate.pem --key client.key ${url}/api/auth/whoami

Then get a token (the secret was given to you apart from this file):

  curl --cert certificate.pem --key client.key -H 'Content-Type: application/json' \\
    -d '{"clientId":"${client}","clientSecret":"<your secret>"}' ${url}/api/auth/token

A 401 has a requestId. A second later, this says why, where it may be said:

  curl --cert certificate.pem --key client.key ${url}/api/auth/refusals/<requestId>

"unable to get local issuer certificate" is about the gateway's own certificate: ask its operator for the file of the authority, and
add --cacert <that file> to each command.

A token is good for half an hour, over this certificate alone. Ask for the next one before then.
`;
};

const keyPart = `client.p12       certificate, chain and private key, under the password that was given to you apart from this file

No other party has the private key: it was generated for this file and is stored nowhere. Java and Windows read client.p12 as it is; for
curl and most other programs take the key out of it (it asks for the password):

  openssl pkcs12 -in client.p12 -nocerts -nodes -out client.key
`;

const requestPart = `
The private key is the one that you made the request with, here called client.key.
`;
