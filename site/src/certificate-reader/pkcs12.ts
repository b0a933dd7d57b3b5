/** Reads PKCS#12 files (RFC 7292) in the browser. node-forge decrypts them, the old algorithms of Windows included. */
import forge from 'node-forge';

const { asn1, pki, util } = forge;
type Asn1 = forge.asn1.Asn1;

const oids = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certificateBag: '1.2.840.113549.1.12.10.1.3',
};

export interface Pkcs12Content {
  /** In DER, in the order of the file. */
  readonly certificates: readonly Uint8Array<ArrayBuffer>[];
  /** PKCS#8, DER. */
  readonly key: Uint8Array<ArrayBuffer> | null;
}

/** `WrongPassword`: nothing in the file can be decrypted with it. */
export class WrongPassword extends Error {}

/** Returns the content of a file. Throws `WrongPassword`, and another error for a file that cannot be read. */
export const readPkcs12 = (bytes: Uint8Array, password: string): Pkcs12Content => {
  const file = parse(binaryOf(bytes));
  const bags = childrenOf(parse(octetsOf(contentOf(childAt(file, 1))))).flatMap((info) =>
    bagsOf(info, password),
  );
  const ofType = (oid: string): Asn1[] =>
    bags.filter((bag) => oidAt(bag, 0) === oid).map((bag) => contentOf(bag));
  const [shrouded] = ofType(oids.shroudedKeyBag);
  const key = shrouded ? decrypted(shrouded, password) : ofType(oids.keyBag)[0];
  return {
    certificates: ofType(oids.certificateBag).map((bag) => bytesOf(octetsOf(contentOf(bag)))),
    key: key ? bytesOf(asn1.toDer(key).getBytes()) : null,
  };
};

/** The bags of one part of the file, which may be encrypted as a whole. */
const bagsOf = (info: Asn1, password: string): readonly Asn1[] => {
  if (oidAt(info, 0) === oids.data) return childrenOf(parse(octetsOf(contentOf(info))));
  if (oidAt(info, 0) !== oids.encryptedData) return [];
  const [, algorithm, content] = childrenOf(childAt(contentOf(info), 1));
  if (!algorithm || !content) throw new Error('The encrypted part has no content');
  const octets = asn1.create(asn1.Class.UNIVERSAL, asn1.Type.OCTETSTRING, false, octetsOf(content));
  // The same structure as an encrypted key.
  const whole = asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SEQUENCE, true, [algorithm, octets]);
  return childrenOf(decrypted(whole, password));
};

/** With a wrong password, the padding or the structure of what comes out is wrong. */
const decrypted = (encrypted: Asn1, password: string): Asn1 => {
  let plain: Asn1 | null;
  try {
    plain = plainOrNull(encrypted, password);
  } catch (cause) {
    if (cause instanceof Error && /unsupported|unknown|cannot read/i.test(cause.message)) throw cause;
    throw new WrongPassword('', { cause });
  }
  if (plain === null) throw new WrongPassword();
  return plain;
};

/** Contrary to its type, it returns `null` for wrong padding. */
const plainOrNull = (encrypted: Asn1, password: string): Asn1 | null =>
  pki.decryptPrivateKeyInfo(encrypted, password);

const parse = (binary: string): Asn1 => asn1.fromDer(binary, false);

const childrenOf = (value: Asn1): readonly Asn1[] => {
  if (typeof value.value === 'string') throw new Error('A structure was expected');
  return value.value;
};

const childAt = (value: Asn1, index: number): Asn1 => {
  const child = childrenOf(value)[index];
  if (!child) throw new Error('The structure is too short');
  return child;
};

const oidAt = (value: Asn1, index: number): string => {
  const { value: octets } = childAt(value, index);
  return typeof octets === 'string' ? asn1.derToOid(octets) : '';
};

/** What is in `[0] EXPLICIT` of a structure: its second part. */
const contentOf = (value: Asn1): Asn1 => childAt(childAt(value, 1), 0);

/** The octets of a string, which may be in pieces (BER). */
const octetsOf = ({ value }: Asn1): string =>
  typeof value === 'string' ? value : value.map((part) => octetsOf(part)).join('');

const binaryOf = (bytes: Uint8Array): string => util.binary.raw.encode(bytes);
const bytesOf = (binary: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(binary, (character) => character.charCodeAt(0));
