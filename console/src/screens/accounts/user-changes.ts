import { api, bodyOf, type NewPassword } from '../../api/client.js';
import type { Change } from '../../parts/change.js';

/** The changes of a user that are asked before they are made. */
export const userChanges = (
  username: string,
  showPassword: (password: NewPassword) => void,
): Record<'replacePassword' | 'disable' | 'enable', Change> => {
  const status =
    (to: 'disable' | 'enable'): Change['send'] =>
    (sending) =>
      bodyOf(
        api.POST(`/api/admin/realm-users/{username}/${to}`, {
          params: { path: { username }, ...sending },
          body: {},
        }),
      );
  return {
    replacePassword: {
      kind: 'replacePassword',
      of: username,
      typed: username,
      send: (sending) =>
        bodyOf(
          api.POST('/api/admin/realm-users/{username}/password', {
            params: { path: { username }, ...sending },
            body: {},
          }),
        ),
      done: (answer) => showPassword(answer as NewPassword),
    },
    disable: { kind: 'disableUser', of: username, typed: username, send: status('disable') },
    enable: { kind: 'enableUser', of: username, typed: null, send: status('enable') },
  };
};

/** Changes the scopes of a user. `null` gives all scopes of the account. */
export const userScopes = (username: string, scopes: readonly string[] | null): Change => ({
  kind: 'updateUser',
  of: username,
  typed: username,
  send: (sending) =>
    bodyOf(
      api.PATCH('/api/admin/realm-users/{username}', {
        params: { path: { username }, ...sending },
        body: { scopes: scopes && [...scopes] },
      }),
    ),
});
