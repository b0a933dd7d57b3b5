/** The middle lines of a PEM: they occur nowhere but in it. */
export const linesOf = (pem: string): string[] =>
  pem.split('\n').filter((line) => !line.startsWith('-') && line.length >= 40);

/** What base64 makes of a text wherever it stands in a longer one: its three alignments, without the shared ends. */
const base64Cores = (bytes: Buffer): string[] =>
  [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const core = text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });

/** Every encoding of a secret that a log or row could contain; bytes have no text of their own. */
export const encodingsOf = (secret: string | Buffer): string[] => {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const asText =
    typeof secret === 'string'
      ? [
          secret,
          encodeURIComponent(secret),
          encodeURIComponent(secret).toLowerCase(),
          new URLSearchParams([['', secret]]).toString().slice(1),
          JSON.stringify(secret).slice(1, -1),
        ]
      : [];
  return [...new Set([...asText, ...base64Cores(bytes), hex, hex.toUpperCase()])];
};

export const encodingsFound = (secret: string | Buffer, haystack: string): string[] =>
  encodingsOf(secret).filter((encoding) => haystack.includes(encoding));
