/**
 * Texts that look random and are words in another coding. An attacker's programs try the codings for each
 * word. Loaded by the thread of `secret-strength-thread.ts` alone.
 */

const hex = /^(?:[0-9a-f]{2}){4,}$/i;
const base64 = /^[\w+/-]{6,}={0,2}$/;
const base32 = /^[a-z2-7]{8,}={0,6}$/i;
const base32Digits = 'abcdefghijklmnopqrstuvwxyz234567';

/** Decodes base32 (RFC 4648, section 6); bits that fill no byte are dropped. */
const fromBase32 = (text: string): Buffer => {
  const bytes: number[] = [];
  let [bits, count] = [0, 0];
  for (const character of text.toLowerCase().replace(/=+$/, '')) {
    bits = ((bits << 5) | base32Digits.indexOf(character)) & 0xfff;
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 0xff);
  }
  return Buffer.from(bytes);
};

/** Returns what the text stands for as hex, base64, base64url and base32; hex and base32 also in groups. */
const decodedBytes = (text: string): Buffer[] => {
  const joined = text.trim().replace(/[-:\s]/g, '');
  return [
    ...(hex.test(joined) ? [Buffer.from(joined, 'hex')] : []),
    ...(base64.test(text.trim()) ? [Buffer.from(text.trim(), 'base64')] : []),
    ...(base32.test(joined) ? [fromBase32(joined)] : []),
  ];
};

/** Returns the texts that a text stands for in another coding. */
export const decodedTexts = (text: string): string[] =>
  decodedBytes(text)
    .filter((bytes) => bytes.length >= 4)
    .map((bytes) => bytes.toString().trim())
    // What is no UTF-8 has a replacement character.
    .filter((decoded) => !decoded.includes('\uFFFD') && /^[\p{L}\p{N}\p{P}\p{S}\p{Zs}]+$/u.test(decoded));

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** Returns a text with each letter moved by 13 places, which is its own inverse. */
export const rot13 = (text: string): string =>
  text.replace(/[a-z]/gi, (letter) => {
    const moved = letters.charAt((letters.indexOf(letter.toLowerCase()) + 13) % letters.length);
    return letter === letter.toLowerCase() ? moved : moved.toUpperCase();
  });
