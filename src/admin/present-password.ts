import type { RealmUserWithPassword } from '../management/realm-users/create-realm-user.js';

/** A user with the password that was made: the one answer that ever shows it; left out when somebody chose it. */
export const withPassword = ({ user, secret }: RealmUserWithPassword): object => ({
  ...user,
  ...(secret && { password: secret.reveal((text) => text) }),
});

/** The same for a repeat: nobody has kept the password. */
export const withoutPassword = ({ user, secret }: RealmUserWithPassword): object => ({
  ...user,
  ...(secret && {
    passwordShown: 'before',
    hint: `The password was shown once and is kept nowhere. POST /api/admin/realm-users/${user.username}/password makes another.`,
  }),
});
