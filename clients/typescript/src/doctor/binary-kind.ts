/** Recognises binary files by their first bytes. Runs in Node and in browsers. */

export type BinaryKind = 'certificate' | 'pkcs12' | 'pkcs7' | 'key' | 'other';

const sequence = 0x30;
const integer = 0x02;
const objectId = 0x06;
const explicitVersion = 0xa0;

/** Where the content of the structure (DER, X.690) at an offset begins. */
const contentAt = (bytes: Uint8Array, offset: number): number => {
  const length = bytes[offset + 1] ?? 0;
  return offset + 2 + (length > 0x80 ? length - 0x80 : 0);
};

/** Returns what a file is that is not text; `null` for text. */
export const binaryKindOf = (bytes: Uint8Array): BinaryKind | null => {
  if (bytes[0] !== sequence) return bytes.some((byte) => byte === 0) ? 'other' : null;
  // Text may begin with "0", which is the same byte: DER has control characters soon after it.
  if (!bytes.subarray(0, 16).some((byte) => byte < 9 || byte > 126)) return null;
  const inner = contentAt(bytes, 0);
  if (bytes[inner] === objectId) return 'pkcs7';
  if (bytes[inner] === integer) return bytes[inner + 2] === 3 ? 'pkcs12' : 'key';
  if (bytes[inner] !== sequence) return 'other';
  const first = bytes[contentAt(bytes, inner)];
  if (first === explicitVersion || first === integer) return 'certificate';
  // An algorithm: an encrypted key (RFC 5958).
  return first === objectId ? 'key' : 'other';
};
