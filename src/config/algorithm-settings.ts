import { publishedAlgorithms, signingAlgorithms } from '../core/keys/signing-key.js';
import { oneOf } from './setting-schemas.js';

/** The algorithms that sign the tokens of each contract; the published one is the default. */
export const algorithmSettings = {
  PORTARIA_AVISTA_ALGORITHM: {
    schema: oneOf(signingAlgorithms).default('HS256'),
    description:
      'Algorithm that signs the tokens of POST /api/auth/token. HS256 is the published one. With RS256 or ES256, an API can verify the tokens itself with the key set. An ES256 signature costs a ninth of an RS256 signature. Tokens issued before a change stay valid until they expire.',
  },
  PORTARIA_PIX_ALGORITHM: {
    schema: oneOf(publishedAlgorithms).default('RS256'),
    description:
      'Algorithm that signs the tokens of POST /oauth/token. RS256 is the published one, and every API that follows RFC 9068 accepts it. Set ES256 when all of your APIs accept it. HS256 is not possible: any API with the key set can verify these tokens.',
  },
  PORTARIA_REALM_ALGORITHM: {
    schema: oneOf(publishedAlgorithms).default('RS256'),
    description:
      "Algorithm that signs users' access tokens (contract realm). The rules of PORTARIA_PIX_ALGORITHM apply.",
  },
  PORTARIA_SERVICE_TOKEN_ALGORITHM: {
    schema: oneOf(signingAlgorithms).default('HS256'),
    description: 'Algorithm that signs the tokens of the contract service-token. HS256 is the published one.',
  },
} as const;
