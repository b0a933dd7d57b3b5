// The certificate library's dependency injection needs the polyfill before its first import.
import 'reflect-metadata';
import { createPublicKey, type KeyObject, webcrypto } from 'node:crypto';
import { Pkcs10CertificateRequest } from '@peculiar/x509';
import { type CertificateRequest, CsrParser } from '../../core/ca/certificate-authority.js';
import { requestsIn, UnreadablePem } from '../../core/certificates/given-pem.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { keyInfoOf, keyProblemOf } from './key-strength.js';

/**
 * Upper limit of a request in PEM with the text around it. A request with an RSA key of 16,384 bits
 * takes 6,000 characters, and three times as much when OpenSSL prints what is in it.
 */
const textCharactersMax = 32_768;
const derBytesMax = 12_288;
const hashes = ['SHA-256', 'SHA-384', 'SHA-512'];

const invalid = (problem: string): ManagementError =>
  new ManagementError('invalid', `request: ${problem}`, 'request');
const refused = (problem: string): ManagementError =>
  new ManagementError('refused', `request: ${problem}`, 'request');

/**
 * Reads certificate signing requests with `@peculiar/x509`. The key is checked before anything is
 * computed with it. Only the key is taken from the request: no one has checked the subject and the
 * extensions that it asks for.
 */
export class X509CsrParser extends CsrParser {
  async read(pem: string): Promise<CertificateRequest> {
    const request = parsed(derOf(pem));
    const key = keyIn(request);
    const objection = keyProblemOf(key);
    if (objection !== null) throw refused(`its key ${objection}`);
    await checkPossession(request);
    // The key is encoded again as OpenSSL writes it, so that no other encoding from the request
    // survives.
    return { publicKey: key.export({ format: 'der', type: 'spki' }), key: keyInfoOf(key) };
  }
}

const derOf = (text: string): Buffer => {
  if (text.length > textCharactersMax) throw tooLong();
  const [first, ...more] = blocksOf(text);
  if (!first || more.length > 0)
    throw invalid('must be one certificate signing request in PEM. This contains more than one');
  if (first.der.length > derBytesMax) throw tooLong();
  return first.der;
};

const tooLong = (): ManagementError => invalid('is too long for a certificate signing request');

const blocksOf = (text: string): ReturnType<typeof requestsIn> => {
  try {
    return requestsIn(text);
  } catch (error) {
    if (error instanceof UnreadablePem) throw invalid(error.advice);
    throw error;
  }
};

const parsed = (der: Buffer): Pkcs10CertificateRequest => {
  try {
    return new Pkcs10CertificateRequest(der);
  } catch {
    // The library's message is left out: it may repeat what was sent.
    throw invalid('the PEM does not contain a certificate signing request. Create a new one');
  }
};

const keyIn = (request: Pkcs10CertificateRequest): KeyObject => {
  try {
    return createPublicKey({ key: Buffer.from(request.publicKey.rawData), format: 'der', type: 'spki' });
  } catch {
    throw invalid('its public key cannot be read. Generate a new key and a new request');
  }
};

/**
 * Checks that the request is signed with the key that it carries. Without this check an attacker
 * could get a certificate for another party's key.
 */
const checkPossession = async (request: Pkcs10CertificateRequest): Promise<void> => {
  const { name, hash } = algorithmOf(request);
  if (name !== 'Ed25519' && !hashes.includes(hash))
    throw refused(
      'its signature algorithm is not accepted. Sign it with SHA-256 (openssl req -new -sha256 -key client.key -subj /CN=client)',
    );
  const isSignedByItsKey = await request.verify(webcrypto).catch(() => false);
  if (!isSignedByItsKey)
    throw refused(
      'its signature does not match its key. Create it again with the private key that belongs to that key',
    );
};

/**
 * Returns the names of the signature method and its hash, each empty where there is none. The
 * library types the algorithm with a browser type that Node does not have.
 */
const algorithmOf = (request: Pkcs10CertificateRequest): { name: string; hash: string } => {
  try {
    const algorithm: unknown = request.signatureAlgorithm;
    const hash = isObject(algorithm) && 'hash' in algorithm ? algorithm.hash : null;
    return { name: nameIn(algorithm), hash: nameIn(hash) };
  } catch {
    return { name: '', hash: '' };
  }
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const nameIn = (value: unknown): string =>
  isObject(value) && 'name' in value && typeof value.name === 'string' ? value.name : '';
