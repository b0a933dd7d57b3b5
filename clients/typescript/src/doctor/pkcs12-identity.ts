import { duplexPair } from 'node:stream';
import { connect, createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { binaryKindOf } from './binary-kind.js';
import { certificateInfoOf } from './certificate-info.js';
import { type Finding, finding } from './finding.js';
import { type Identity, nothingRead } from './identity.js';
import { peerChainOf } from './peer-chain.js';
import { readFileOf } from './read-file.js';

/** Reads certificate and key from a PKCS#12 file. */
export const readPkcs12Identity = async (file: string, passphrase: string | undefined): Promise<Identity> => {
  const read = await readFileOf(file);
  if ('problem' in read) return nothingRead([read.problem]);
  if (binaryKindOf(read.bytes) !== 'pkcs12') {
    const isPem = read.bytes.includes('-----BEGIN ');
    return nothingRead([finding(isPem ? 'pfx_is_pem' : 'pfx_unreadable', { file })]);
  }
  const tls = { pfx: read.bytes, ...(passphrase !== undefined && { passphrase }) };
  try {
    const ders = await certificatesOf(createSecureContext(tls));
    const certificates = ders.map((der) => certificateInfoOf(der)).filter((each) => each !== null);
    if (certificates.length === 0) return nothingRead([finding('pfx_unreadable', { file })]);
    return { findings: [], certificates, ders, keyId: certificates[0]?.keyId ?? null, tls };
  } catch (reason) {
    return nothingRead([whyUnusable(file, reason, passphrase !== undefined)]);
  }
};

/** OpenSSL's words are the only sign of the cause. */
const whyUnusable = (file: string, reason: unknown, hasPassphrase: boolean): Finding => {
  const words = reason instanceof Error ? reason.message : '';
  if (/mac verify failure|bad decrypt|invalid password/i.test(words))
    return finding(hasPassphrase ? 'passphrase_wrong' : 'key_encrypted', { file });
  if (/unsupported/i.test(words)) return finding('pfx_old_encryption', { file });
  if (/key values mismatch/i.test(words)) return finding('key_mismatch');
  if (/too small|too weak/i.test(words)) return finding('files_unusable', { reason: words });
  return finding('pfx_unreadable', { file });
};

/** Node shows what is in the file only to a peer: so this process is its own, in memory. */
const certificatesOf = (secureContext: SecureContext): Promise<readonly Uint8Array[]> =>
  new Promise((resolve, reject) => {
    const [one, other] = duplexPair();
    const server = new TLSSocket(other, { isServer: true, secureContext });
    const client = connect({ socket: one, rejectUnauthorized: false }, () => {
      resolve(peerChainOf(client));
      client.destroy();
      server.destroy();
    });
    client.on('error', reject);
    server.on('error', reject);
  });
