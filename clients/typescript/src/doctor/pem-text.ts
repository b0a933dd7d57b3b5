/** The textual encoding of RFC 7468, and the header value that is made of it. Runs in Node and in browsers. */

export interface PemPart {
  readonly label: string;
  /** Of a private key that is encrypted in the older way, this is empty. */
  readonly der: Uint8Array<ArrayBuffer>;
  /** Only of a private key. */
  readonly isEncrypted: boolean;
  /** The part as it is in the file. */
  readonly text: string;
}

export type PemFault = 'pem_cut_off' | 'pem_line_breaks_lost' | 'pem_damaged';

export interface PemText {
  readonly parts: readonly PemPart[];
  /** What is wrong with the first part that cannot be read. */
  readonly fault: PemFault | null;
}

const begin = /^-----BEGIN ([A-Z0-9 ]+)-----(.*)$/;

/** Reads all parts of a text; text around them is skipped. */
export const readPem = (text: string): PemText => {
  const parts: PemPart[] = [];
  let open: { label: string; lines: string[] } | null = null;
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = raw.replace(/^\uFEFF/, '').trim();
    if (open === null) {
      const [, label = '', rest = ''] = begin.exec(line) ?? [];
      if (rest !== '') return { parts, fault: 'pem_line_breaks_lost' };
      if (label !== '') open = { label, lines: [] };
    } else if (line === `-----END ${open.label}-----`) {
      const part = partOf(open.label, open.lines);
      if (part === null) return { parts, fault: 'pem_damaged' };
      parts.push(part);
      open = null;
    } else if (line.startsWith('-----')) {
      return { parts, fault: 'pem_cut_off' };
    } else {
      open.lines.push(line);
    }
  }
  return { parts, fault: open === null ? null : 'pem_cut_off' };
};

const partOf = (label: string, lines: readonly string[]): PemPart | null => {
  const isKey = isPrivateKey(label);
  const isOldEncryption = lines.some((line) => line.startsWith('Proc-Type:') && line.includes('ENCRYPTED'));
  const text = `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
  if (isKey && isOldEncryption) return { label, der: new Uint8Array(), isEncrypted: true, text };
  // Headers of the older form, such as Proc-Type, are not base64.
  const der = bytesOf(lines.filter((line) => !line.includes(':')).join(''));
  return der && { label, der, isEncrypted: isKey && label.startsWith('ENCRYPTED'), text };
};

export const isPrivateKey = (label: string): boolean => label.endsWith('PRIVATE KEY');
export const isRequest = (label: string): boolean => label.endsWith('CERTIFICATE REQUEST');

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> | null => {
  if (base64 === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
};

/** Writes one structure as PEM. */
const toPem = (label: string, der: Uint8Array): string => {
  const base64 = btoa(Array.from(der, (byte) => String.fromCharCode(byte)).join(''));
  return `-----BEGIN ${label}-----\n${base64.replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`;
};

/** The value of `X-SSL-Client-Cert` for a certificate: PEM in percent-encoding (RFC 3986). */
export const headerValueOf = (der: Uint8Array): string =>
  encodeURIComponent(toPem('CERTIFICATE', der)).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** A text that may be the value of a header: what it is, and the text in it. */
export type HeaderText =
  | { readonly kind: 'plain' | 'percent'; readonly text: string }
  | { readonly kind: 'plus' | 'twice'; readonly text: null };

/** Recognises a header value, such as one that was copied from a program or a log. */
export const readHeaderText = (text: string): HeaderText => {
  const value = text.trim();
  const [, space = ''] = /^(?:-|%2D|%252D){5}BEGIN(\+|%20|%2520)/i.exec(value) ?? [];
  if (space === '') return { kind: 'plain', text };
  if (space === '+') return { kind: 'plus', text: null };
  if (space !== '%20') return { kind: 'twice', text: null };
  try {
    return { kind: 'percent', text: decodeURIComponent(value) };
  } catch {
    return { kind: 'plain', text };
  }
};
