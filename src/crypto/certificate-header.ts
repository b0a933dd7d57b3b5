import { decodeHeader, derOfPem } from './pem.js';

/** One way in which the value of a header carries a certificate. */
interface HeaderFormat {
  readonly name: string;
  readonly recognises: (value: string) => boolean;
  /** Throws `Refusal('certificate_malformed')`. */
  readonly derOf: (value: string) => Buffer;
}

/** Takes every value that no other format recognises, because its refusals explain common mistakes. */
const percentEncodedPem: HeaderFormat = {
  name: 'percent-encoded PEM',
  recognises: () => true,
  derOf: (value) => derOfPem(decodeHeader(value)),
};

/** The first format that recognises a value reads it. */
const headerFormats: readonly HeaderFormat[] = [percentEncodedPem];

/** Returns the DER of the certificate in a header. Throws `Refusal('certificate_malformed')`. */
export const derOfHeader = (value: string): Buffer => {
  const format = headerFormats.find(({ recognises }) => recognises(value)) ?? percentEncodedPem;
  return format.derOf(value);
};
