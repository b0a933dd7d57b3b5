import type { Credential } from '../core/credential.js';
import type { Secret } from '../core/secret.js';

/** A credential with its new secret: the one answer that ever shows it; `null` when its owner chose it. */
export const withSecret = (credential: Credential, secret: Secret | null): unknown => ({
  clientId: credential.clientId,
  ...(secret && { clientSecret: secret.reveal((text) => text) }),
  credential,
});

/** The same for a repeat: nobody has kept the secret. */
export const withoutSecret = (credential: Credential, secret: Secret | null): unknown => ({
  clientId: credential.clientId,
  ...(secret && {
    secretShown: 'before',
    hint: `The secret was shown once and is kept nowhere. POST /api/admin/credentials/${credential.clientId}/secrets makes another.`,
  }),
  credential,
});
