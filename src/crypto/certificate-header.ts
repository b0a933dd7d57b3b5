import { decodeHeader, derOfPem } from './pem.js';

/**
 * Returns the DER of the certificate in a header: PEM, percent-encoded. A further format is
 * recognised here, before it. Throws `Refusal('certificate_malformed')`.
 */
export const derOfHeader = (value: string): Buffer => derOfPem(decodeHeader(value));
