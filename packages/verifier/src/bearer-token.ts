import { TokenError } from './token-error.js';

/** The words of the gateway, for a program that sends the token alone, or an empty variable. */
const incompleteHint =
  'The header Authorization lacks the word Bearer before the token, or the token after it. ' +
  'Send it once, as: Authorization: Bearer <token>';

const tokenGrammar = /^[A-Za-z0-9._~+/-]+=*$/;

/**
 * Returns the token of the header `Authorization` (RFC 6750 section 2.1), which is passed as many
 * times as it was sent. Throws `TokenError`.
 */
export const bearerTokenOf = (authorization: string | readonly string[] | undefined): string => {
  const sent = typeof authorization === 'string' ? [authorization] : (authorization ?? []);
  // Two headers are refused: a proxy may have checked the other one.
  if (sent.length > 1) throw new TokenError('invalid_token', 'two Authorization headers');
  const [header = ''] = sent;
  if (header.trim() === '') throw new TokenError('token_missing', 'no bearer token was sent');
  const [scheme = '', token = '', ...rest] = header.split(' ');
  // The name of a scheme is case-insensitive, RFC 9110 section 11.1.
  if (scheme.toLowerCase() !== 'bearer' || header.trim() === scheme)
    throw new TokenError('token_missing', 'no token with the scheme Bearer was sent', {
      hint: incompleteHint,
    });
  if (rest.length > 0 || !tokenGrammar.test(token))
    throw new TokenError('invalid_token', 'the text after Bearer is not a token');
  return token;
};
