import type { RealmUserWithPassword } from '../management/realm-users/create-realm-user.js';

/**
 * Presents a user with the generated password, which no other response ever shows; a custom one is
 * left out.
 */
export const toPasswordBody = ({ user, secret }: RealmUserWithPassword): object => ({
  ...user,
  ...(secret && { password: secret.reveal((text) => text) }),
});

/** Presents a user to a repeated request, without the password, because it is not stored. */
export const toRepeatedPasswordBody = ({ user, secret }: RealmUserWithPassword): object => ({
  ...user,
  ...(secret && {
    passwordAlreadyShown: true,
    hint: `The password was shown once and is not stored. To set another: POST /api/admin/realm-users/${user.username}/password.`,
  }),
});
