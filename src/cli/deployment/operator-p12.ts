import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret } from '../../core/credentials/secret.js';
import { pkcs12Of } from '../../crypto/certificates/pkcs12.js';
import type { CertificateFiles } from './development-pki.js';
import { replaceFile } from './replace-file.js';

/** No protection: the key is beside the file, in clear. Browsers import no file without a password. */
export const operatorP12Password = 'portaria';

/** Returns where the demo operator's certificate and key are, as browsers import them. */
export const operatorP12File = (home: string): string => join(home, 'pki', 'operator.p12');

interface OperatorPki {
  readonly caFile: string;
  readonly operator: CertificateFiles;
}

/** Writes the demo operator's certificate and key as PKCS#12, for a browser. */
export const writeOperatorP12 = async (home: string, pki: OperatorPki): Promise<void> => {
  const [cert, ca, key] = await Promise.all(
    [pki.operator.certFile, pki.caFile, pki.operator.keyFile].map((file) => readFile(file, 'utf8')),
  );
  const der = createPrivateKey(key ?? '').export({ type: 'pkcs8', format: 'der' });
  const file = pkcs12Of({
    certificates: [cert, ca].map((pem) => new X509Certificate(pem ?? '').raw),
    privateKey: new Secret(der.toString('base64')),
    password: new Secret(operatorP12Password),
    friendlyName: 'Portaria demo operator',
  });
  await replaceFile(operatorP12File(home), file, 0o600);
};
