import type { ClientId } from '../../core/shared/ids.js';
import type { SignedCertificate } from './sign-certificate.js';

export interface ReadmeInput {
  readonly signed: SignedCertificate;
  /** Whether `client.p12` is in the ZIP. */
  readonly withKey: boolean;
  readonly clientIds: readonly ClientId[];
  readonly publicUrl: string | null;
}

/** Returns the README.txt of a hand-over ZIP, for its receiver. It contains no secret. */
export const handOverReadme = (input: ReadmeInput): string => {
  const { signed, withKey, clientIds } = input;
  const { info, account } = signed;
  const steps = [
    withKey ? extractStep : requestStep,
    // The admin listener does not serve whoami.
    ...(account.kind === 'operator' ? [] : [whoamiStep(urlOf(input))]),
    tokenStep(urlOf(input), clientIds[0] ?? '<your client id>'),
  ];
  return `Client certificate of ${account.name} (account ${account.id})

SHA-256      ${info.fingerprint}
Subject      ${info.subject}
Valid until  ${info.notAfter.toISOString()}
Client ids   ${clientIds.join(', ') || 'none yet: ask the operator for one'}

Files:

certificate.pem  your client certificate
chain.pem        the CA that signed it
${withKey ? 'client.p12       certificate, chain and private key, protected by a password\n' : ''}
${steps.map((step, index) => `${String(index + 1)}. ${step}`).join('\n\n')}
${account.kind === 'operator' ? '' : causePart(urlOf(input))}
If curl reports error 60 ("unable to get local issuer certificate"), the server's certificate is from a private CA. Ask the
operator for the certificate of that CA, and add: --cacert server-ca.pem

On Windows, use curl.exe in PowerShell, and put the JSON into a file: --data "@body.json"

A token is valid for expires_in seconds, and only over a connection with this certificate. Use it until shortly before it
expires, then request the next one. Renew the certificate before it expires; the old one stays valid until then.
`;
};

const urlOf = ({ publicUrl }: ReadmeInput): string =>
  publicUrl?.replace(/\/+$/, '') ?? 'https://<the gateway>';

const extractStep = `Extract the private key. OpenSSL asks for the password, which you received separately:

  openssl pkcs12 -in client.p12 -nocerts -nodes -out client.key

Java and Windows can use client.p12 as it is. The key was generated for this file and is stored nowhere else: keep the file
and the password safe, and share neither.`;

const causePart = (url: string): string => `
If the token request gets 401, its response has a requestId. After a second, this command shows the cause, if it may be shown:

  curl --cert certificate.pem --key client.key ${url}/api/auth/refusals/<requestId>
`;

const requestStep = `Use the private key of your signing request. It is called client.key in the commands below.`;

const whoamiStep = (url: string): string => `Test the certificate:

  curl --cert certificate.pem --key client.key ${url}/api/auth/whoami

The response must say "trusted":true and "linked":true.`;

const tokenStep = (
  url: string,
  client: string,
): string => `Get a token, with the client secret that you received separately:

  curl --cert certificate.pem --key client.key -H 'Content-Type: application/json' \\
    -d '{"clientId":"${client}","clientSecret":"<your secret>"}' ${url}/api/auth/token`;
