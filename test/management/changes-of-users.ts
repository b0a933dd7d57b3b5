import { Secret } from '../../src/core/credentials/secret.js';
import type { TestUseCases } from './use-cases.js';

/** Every change of users of the realm: once done, once refused, with the targets that a refusal may name. */
export const changesOfUsers = (management: TestUseCases, account: string) => ({
  createRealmUser: {
    done: () => management.createRealmUser.run({ account, username: 'ana' }),
    refused: () => management.createRealmUser.run({ account, username: 'ana' }),
    names: [`account ${account}`, 'realm-user ana'],
  },
  setRealmPassword: {
    done: () => management.setRealmPassword.run('ana'),
    refused: () => management.setRealmPassword.run('Ana', new Secret('too short')),
    names: [`account ${account}`, 'realm-user ana'],
  },
  updateRealmUser: {
    done: () => management.updateRealmUser.run({ username: 'ana', scopes: ['pix:read'] }),
    refused: () => management.updateRealmUser.run({ username: 'Ana', scopes: ['unknown'] }),
    names: [`account ${account}`, 'realm-user ana'],
  },
  disableRealmUser: {
    done: () => management.disableRealmUser.run('ana'),
    refused: () => management.disableRealmUser.run('no-one'),
    names: [],
  },
  enableRealmUser: {
    done: () => management.enableRealmUser.run('ana'),
    refused: () => management.enableRealmUser.run('no-one'),
    names: [],
  },
});
