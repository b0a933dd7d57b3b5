import { generateKeyPair, randomInt } from 'node:crypto';
import { promisify } from 'node:util';
import { strToU8, type Zippable, zipSync } from 'fflate';
import {
  type HandOverContent,
  type HandOverKey,
  type HandOverKeyType,
  HandOverZipMaker,
} from '../../core/certificates/hand-over-zip.js';
import { certificateLabels, pemBlocksIn } from '../../core/certificates/pem.js';
import { Secret } from '../../core/credentials/secret.js';

/**
 * The 32 characters of a password, 5 bits each. Characters that are easily confused are left out.
 */
const passwordLetters = 'abcdefghijkmnpqrstuvwxyz23456789';
const passwordGroups = 4;
const lettersToGroup = 6;

/** The private files of an unpacked archive can be read by their owner only. */
const unix = 3;
const ownerOnly = 0o100600 << 16;
const readable = 0o100644 << 16;

/**
 * Makes hand-over ZIPs with a PKCS#12 file. The RSA key is generated off the event loop.
 */
export class FflateHandOverZipMaker extends HandOverZipMaker {
  async makeKey(type: HandOverKeyType): Promise<HandOverKey> {
    const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
      modulusLength: Number(type.slice('rsa-'.length)),
    });
    return {
      publicKey: publicKey.export({ format: 'der', type: 'spki' }),
      privateKey: new Secret(privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')),
    };
  }

  makePassword(): Secret {
    const letter = (): string => passwordLetters[randomInt(passwordLetters.length)] ?? '';
    const group = (): string => Array.from({ length: lettersToGroup }, letter).join('');
    return new Secret(Array.from({ length: passwordGroups }, group).join('-'));
  }

  async pack(content: HandOverContent): Promise<Uint8Array> {
    const { certificate, chain, key, serverCa, at } = content;
    const files: Zippable = {
      'README.txt': strToU8(content.readme),
      'LEIAME.txt': strToU8(content.readmeInPortuguese),
      'certificate.pem': strToU8(certificate),
      'chain.pem': strToU8(chain),
    };
    if (serverCa !== null) files['server-ca.pem'] = strToU8(serverCa);
    if (key) files['client.p12'] = [await p12Of(certificate + chain, key), { attrs: ownerOnly }];
    // A zip has no time zone: the date and time are UTC.
    const mtime = at.toISOString().slice(0, 19);
    return zipSync(files, { mtime, os: unix, attrs: readable });
  }
}

/** Loads what makes a PKCS#12, most of node-forge, with the first one that is made. */
const p12Of = async (pems: string, key: NonNullable<HandOverContent['key']>): Promise<Uint8Array> => {
  const { pkcs12Of } = await import('./pkcs12.js');
  return pkcs12Of({
    ...key,
    certificates: pemBlocksIn(pems, certificateLabels).map(({ der }) => der),
    friendlyName: 'client',
  });
};
