import { decodeJwt, decodeProtectedHeader } from 'jose';
import { z } from 'zod';

const algorithm = 'HS256';
const lifetimeSeconds = 1800;

const Answer = z.object({ access_token: z.string(), expires_in: z.literal(lifetimeSeconds) });
const Bound = z.object({
  iat: z.int(),
  exp: z.int(),
  /** A SHA-256 in base64url, RFC 8705 section 3.1. */
  cnf: z.object({ 'x5t#S256': z.string().length(43) }),
});

/**
 * Checks that an answer contains the token that docs/benchmarks.md compares: HS256, 1,800 s, bound
 * to the certificate.
 *
 * @param thumbprint `x5t#S256` of the load's certificate; `null`: bound to another value of the
 * same length
 * @throws Error that names the contender and the difference
 */
export const assertComparable = (contender: string, answer: string, thumbprint: string | null): void => {
  const read = Answer.safeParse(jsonOf(answer));
  if (!read.success) throw differs(contender, 'its answer is not a token of 1800 s');
  const token = read.data.access_token;
  const { alg } = decodeProtectedHeader(token);
  if (alg !== algorithm) throw differs(contender, `its token is signed with ${String(alg)}`);
  const claims = Bound.safeParse(decodeJwt(token));
  if (!claims.success) throw differs(contender, 'its token is bound to no certificate');
  const { iat, exp, cnf } = claims.data;
  if (exp - iat !== lifetimeSeconds) throw differs(contender, `its token is good for ${String(exp - iat)} s`);
  if (thumbprint !== null && cnf['x5t#S256'] !== thumbprint)
    throw differs(contender, 'its token is bound to another certificate');
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const differs = (contender: string, how: string): Error =>
  new Error(`${contender} cannot be compared: ${how}.`);
