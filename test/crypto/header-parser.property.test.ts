import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { Refusal } from '../../src/core/refusals/refusal.js';
import { X509Parser } from '../../src/crypto/certificates/x509-parser.js';
import { makeCertificate } from '../support/certificates.js';

const reader = new X509Parser();
let pem = '';
let fingerprint = '';
beforeAll(async () => {
  ({ certPem: pem, fingerprint } = await makeCertificate());
});

/** Whatever happens is either the certificate or the refusal: nothing else is ever thrown. */
const outcomeOf = (header: string): string => {
  try {
    return reader.readHeader(header).fingerprint;
  } catch (error) {
    if (error instanceof Refusal && error.reason === 'certificate_malformed') return 'refused';
    throw error;
  }
};

test('no text makes the header parser do anything but refuse', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
      expect(outcomeOf(text)).toBe('refused');
    }),
    { numRuns: 2000 },
  );
});

test('no bytes in a PEM frame make the parser do anything but refuse', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      const text = `-----BEGIN CERTIFICATE-----\n${Buffer.from(bytes).toString('base64')}\n-----END CERTIFICATE-----\n`;
      expect(outcomeOf(encodeURIComponent(text))).toBe('refused');
    }),
    { numRuns: 1000 },
  );
});

test('a certificate with any byte changed is another certificate or none, never this one', () => {
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  fc.assert(
    fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
      const changed = Buffer.from(der);
      changed[index] = (changed[index] ?? 0) ^ change;
      const text = `-----BEGIN CERTIFICATE-----\n${changed.toString('base64')}\n-----END CERTIFICATE-----\n`;
      expect(outcomeOf(encodeURIComponent(text))).not.toBe(fingerprint);
    }),
    { numRuns: 1000 },
  );
});

test('however the same PEM is percent-encoded and its lines end, it is the same certificate', () => {
  const ways = fc.record({
    crlf: fc.boolean(),
    everything: fc.boolean(),
    lower: fc.boolean(),
    tail: fc.constantFrom('', '\n', '\r\n\n'),
  });
  fc.assert(
    fc.property(ways, ({ crlf, everything, lower, tail }) => {
      const text = (crlf ? pem.replaceAll('\n', '\r\n') : pem) + tail;
      const hex = (character: string): string =>
        `%${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`;
      const encoded = everything ? Array.from(text, hex).join('') : encodeURIComponent(text);
      expect(
        outcomeOf(lower ? encoded.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()) : encoded),
      ).toBe(fingerprint);
    }),
  );
});

test('a header cut off anywhere is refused', () => {
  const encoded = encodeURIComponent(pem.trimEnd());
  fc.assert(
    fc.property(fc.nat(encoded.length - 1), (length) => {
      expect(outcomeOf(encoded.slice(0, length))).toBe('refused');
    }),
  );
});

test.each([
  ['BEGIN ', 'BEGIN '],
  ['-----BEGIN ', '-----BEGIN '],
  ['the first line', '-----BEGIN CERTIFICATE-----\n'],
  ['both lines', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'],
  ['line breaks', 'a\n\n\n'],
  ['percent signs', '%25'],
])('32 kB of %s cost no more than 32 kB of anything else', (_name, piece) => {
  const text = encodeURIComponent(piece.repeat(Math.floor(32_000 / piece.length)));
  const start = performance.now();
  expect(outcomeOf(text)).toBe('refused');
  // A regular expression that starts over at every character took 800 ms here; a straight look takes one or two.
  expect(performance.now() - start).toBeLessThan(200);
});
