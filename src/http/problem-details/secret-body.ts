import type { Credential } from '../../core/credentials/credential.js';
import type { Secret } from '../../core/credentials/secret.js';

/**
 * Presents a credential with its new secret. No other answer ever shows the secret. `secret` is
 * `null` when its owner chose it.
 */
export const withSecret = (credential: Credential, secret: Secret | null): object => ({
  clientId: credential.clientId,
  ...(secret && { clientSecret: secret.reveal((text) => text) }),
  credential,
});

/**
 * Presents the same credential for a repeat, without the secret, which is stored nowhere. `basePath` is
 * the path below which another secret can be generated.
 */
export const withoutSecret = (credential: Credential, secret: Secret | null, basePath: string): object => ({
  clientId: credential.clientId,
  ...(secret && {
    secretAlreadyShown: true,
    hint: `The secret was shown once and is not stored. To create another: POST /${basePath}/credentials/${credential.clientId}/secrets.`,
  }),
  credential,
});
