/** The commands in the READMEs of a hand-over ZIP, the same in both languages. */

export interface CommandInput {
  readonly url: string;
  readonly clientId: string;
  /** Whether `server-ca.pem` is in the ZIP. */
  readonly withServerCa: boolean;
  /** Whether `client.p12` is in the ZIP; without it, a merchant makes `certificate.p12`. */
  readonly withKey: boolean;
  /** What stands for the secret, in the language of the README. */
  readonly secret: string;
}

export interface HandOverCommands {
  readonly extract: string;
  readonly whoami: string;
  readonly token: string;
  readonly cause: string;
  readonly toPkcs12: string;
  readonly powerShell: string;
  readonly doctor: string;
}

/** Returns the commands, each indented by two spaces, for the folder that the ZIP was unpacked into. */
export const commandsOf = ({
  url,
  clientId,
  withServerCa,
  withKey,
  secret,
}: CommandInput): HandOverCommands => {
  const ca = withServerCa ? ' --cacert server-ca.pem' : '';
  const curl = `  curl${ca} --cert certificate.pem --key client.key`;
  const trust = '  Import-Certificate server-ca.pem -CertStoreLocation Cert:\\CurrentUser\\Root\n';
  return {
    extract: '  openssl pkcs12 -in client.p12 -nocerts -noenc -out client.key',
    whoami: `${curl} ${url}/api/auth/whoami`,
    token: `${curl} -H 'Content-Type: application/json' \\
    -d '{"clientId":"${clientId}","clientSecret":"${secret}"}' ${url}/api/auth/token`,
    cause: `${curl} ${url}/api/auth/refusals/<requestId>`,
    toPkcs12: '  openssl pkcs12 -export -inkey client.key -in certificate.pem -out certificate.p12',
    powerShell: `${withServerCa ? trust : ''}  $certificate = Get-PfxCertificate ${withKey ? 'client' : 'certificate'}.p12
  $body = @{ clientId = '${clientId}'; clientSecret = '${secret}' } | ConvertTo-Json
  Invoke-RestMethod -Method Post -Uri ${url}/api/auth/token -ContentType application/json -Body $body -Certificate $certificate`,
    doctor: `  npx ./portaria-client-VERSION.tgz doctor --url ${url}${withServerCa ? ' --ca server-ca.pem' : ''} --cert certificate.pem --key client.key`,
  };
};
