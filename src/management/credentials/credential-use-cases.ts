import type { RegisteredKeys } from '../../core/credentials/registered-key.js';
import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import type { KeySetProbe } from '../../core/tokens/key-set-probe.js';
import { CreateCredential } from './create-credential.js';
import { ListExpiringCredentials } from './list-expiring-credentials.js';
import { RegisterKey } from './register-key.js';
import { revokeCredential } from './revoke-credential.js';
import { revokeSecret } from './revoke-secret.js';
import { RotateSecret } from './rotate-secret.js';
import { setContractPolicy } from './set-contract-policy.js';
import { ShowCredential } from './show-credential.js';

/**
 * `CredentialUseCases`: what operators do with client ids and their secrets. This folder owns
 * secrets, their overlap and contracts; it must never store or log a secret in plain text.
 */
export class CredentialUseCases {
  readonly create: CreateCredential;
  readonly revoke = revokeCredential;
  readonly setContractPolicy = setContractPolicy;
  readonly rotateSecret: RotateSecret;
  readonly revokeSecret = revokeSecret;
  readonly registerKey: RegisterKey;
  readonly show: ShowCredential;
  readonly expiring: ListExpiringCredentials;

  constructor(database: Reads, secrets: SecretGenerator, keys: RegisteredKeys, probe: KeySetProbe) {
    this.registerKey = new RegisterKey(keys, probe);
    this.create = new CreateCredential(secrets);
    this.rotateSecret = new RotateSecret(secrets);
    this.show = new ShowCredential(database);
    this.expiring = new ListExpiringCredentials(database);
  }
}
