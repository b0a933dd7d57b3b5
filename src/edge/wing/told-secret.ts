import type { Credential } from '../../core/credential.js';
import type { Secret } from '../../core/secret.js';

/** A credential with its new secret: the one answer that ever shows it; `null` when its owner chose it. */
export const withSecret = (credential: Credential, secret: Secret | null): object => ({
  clientId: credential.clientId,
  ...(secret && { clientSecret: secret.reveal((text) => text) }),
  credential,
});

/** The same for a repeat: nobody has kept the secret. `wing`: below which path another is made. */
export const withoutSecret = (credential: Credential, secret: Secret | null, wing: string): object => ({
  clientId: credential.clientId,
  ...(secret && {
    secretShown: 'before',
    hint: `The secret was shown once and is kept nowhere. POST /${wing}/credentials/${credential.clientId}/secrets makes another.`,
  }),
  credential,
});
