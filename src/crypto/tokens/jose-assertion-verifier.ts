import { compactVerify, importJWK } from 'jose';
import type { ClientJwk } from '../../core/credentials/client-jwk.js';
import {
  type AssertionCheck,
  AssertionVerifier,
  type KeySetRegistration,
} from '../../core/tokens/assertion-verifier.js';
import type { ClientAssertion } from '../../core/tokens/client-assertion.js';
import { KeySetUnavailable, type RemoteKeySets } from '../../core/tokens/remote-key-sets.js';

/** Verifies assertions by the registered keys, or by those at the registered address. */
export class JoseAssertionVerifier extends AssertionVerifier {
  constructor(private readonly remote: RemoteKeySets) {
    super();
  }

  async verify(assertion: ClientAssertion, registration: KeySetRegistration): Promise<AssertionCheck> {
    try {
      const keys =
        'jwks' in registration
          ? registration.jwks
          : await this.remote.keysAt(registration.jwksUri, assertion.keyId);
      for (const key of keys.filter((one) => isCandidate(one, assertion)))
        if (await isSignedBy(key, assertion)) return 'valid';
      return 'invalid';
    } catch (reason) {
      if (reason instanceof KeySetUnavailable) return { unavailable: reason.message };
      throw reason;
    }
  }
}

/** By `kty` as well: a key serves the algorithms of its type alone, whatever the assertion says. */
const isCandidate = ({ kty, alg, kid }: ClientJwk, { algorithm, keyId }: ClientAssertion): boolean =>
  kty === (algorithm === 'ES256' ? 'EC' : 'RSA') &&
  (alg === undefined || alg === algorithm) &&
  (keyId === null || kid === undefined || kid === keyId);

const isSignedBy = async (key: ClientJwk, { text, algorithm }: ClientAssertion): Promise<boolean> => {
  try {
    await compactVerify(text, await importJWK({ ...key }, algorithm), { algorithms: [algorithm] });
    return true;
  } catch {
    return false;
  }
};
