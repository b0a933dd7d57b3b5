import type { ClientId } from '../../core/shared/ids.js';
import { commandsOf } from './hand-over-commands.js';
import type { SignedCertificate } from './sign-certificate.js';

export interface ReadmeInput {
  readonly signed: SignedCertificate;
  /** Whether `client.p12` is in the ZIP. */
  readonly withKey: boolean;
  /** Whether `server-ca.pem` is in the ZIP. */
  readonly withServerCa: boolean;
  readonly clientIds: readonly ClientId[];
  readonly publicUrl: string | null;
}

/** Returns the README.txt of a hand-over ZIP, for its receiver. It contains no secret. */
export const handOverReadme = (input: ReadmeInput): string => {
  const { signed, withKey, withServerCa, clientIds } = input;
  const { info, account } = signed;
  const url = gatewayUrlOf(input, 'https://<the gateway>');
  const clientId = clientIds[0] ?? '<your client id>';
  const commands = commandsOf({ url, clientId, withServerCa, withKey, secret: '<your secret>' });
  const isOperator = account.kind === 'operator';
  const steps = [
    withKey ? `${extractStep}\n\n${commands.extract}\n\n${keyNote}` : requestStep,
    // The admin listener does not serve whoami.
    ...(isOperator ? [] : [`Test the certificate:\n\n${commands.whoami}\n\n${whoamiNote}`]),
    `Get a token, with the client secret that you received separately:\n\n${commands.token}`,
  ];
  return `Client certificate of ${account.name} (account ${account.id})

SHA-256      ${info.fingerprint}
Subject      ${info.subject}
Valid until  ${info.notAfter.toISOString()}
Client ids   ${clientIds.join(', ') || 'none yet: ask the operator for one'}

Files:

certificate.pem  your client certificate
chain.pem        the CA that signed it
${withKey ? 'client.p12       certificate, chain and private key, protected by a password\n' : ''}${withServerCa ? "server-ca.pem    the CA of the gateway's own certificate: your program must trust it\n" : ''}
The operator creates, in this order: your account, a credential (client id and client secret), and this certificate. If there is no
client id above, the credential is missing.

${steps.map((step, index) => `${String(index + 1)}. ${step}`).join('\n\n')}
${isOperator ? '' : `\n${causePart}\n\n${commands.cause}\n\n${doctorPart}\n\n${commands.doctor}\n`}${withServerCa ? '' : `\n${privateCaPart}\n`}
PowerShell 7${withKey ? '' : ', with a certificate.p12 that you create first'}:

${withKey ? '' : `${commands.toPkcs12}\n`}${commands.powerShell}

Postman: in Settings > Certificates, ${withServerCa ? 'set server-ca.pem under CA certificates, and ' : ''}add a client certificate for ${hostOf(url)}:
${withKey ? 'PFX file client.p12, and its password as passphrase.' : 'CRT file certificate.pem, KEY file client.key.'} Then send the request of the last step.

A token is valid for expires_in seconds, and only over a connection with this certificate. Use it until shortly before it
expires, then request the next one. Renew the certificate before it expires. The old one stays valid until then.
`;
};

/** The address of the gateway, without a slash at its end. */
export const gatewayUrlOf = ({ publicUrl }: ReadmeInput, unknown: string): string =>
  publicUrl?.replace(/\/+$/, '') ?? unknown;

/** Host and port of an address, which may be a placeholder. */
export const hostOf = (url: string): string => url.replace(/^https?:\/\//, '').replace(/\/.*$/, '');

const extractStep =
  'Extract the private key with OpenSSL 3 or later. It asks for the password, which you received separately:';
const keyNote = `Java, Windows and Postman can use client.p12 as it is. The key was generated for this file and is stored nowhere else: keep the
file and the password safe, and share neither.`;
const requestStep = `Copy the private key of your signing request into this folder. It is called client.key in the commands below.`;
const whoamiNote = 'The response must say "trusted":true and "linked":true.';
const causePart =
  'If the token request gets 401, its response has a requestId. After a second, this command shows the cause, if it may be shown:';
const doctorPart =
  'If you get no response at all, let the doctor of the client package for Node.js find the cause. Ask the operator for the package:';
const privateCaPart = `If curl reports error 60 ("unable to get local issuer certificate"), the server's certificate is from a private CA. Ask the
operator for the certificate of that CA, and add: --cacert server-ca.pem`;
