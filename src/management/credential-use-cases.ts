import type { SecretSmith } from '../core/secret-smith.js';
import type { Reads } from '../core/shared/unit-of-work.js';
import { allowContract } from './allow-contract.js';
import { IssueCredential } from './issue-credential.js';
import { retireSecret } from './retire-secret.js';
import { revokeCredential } from './revoke-credential.js';
import { RotateSecret } from './rotate-secret.js';
import { ShowCredential } from './show-credential.js';

/** What operators do with client ids and their secrets. */
export class CredentialUseCases {
  readonly issue: IssueCredential;
  readonly revoke = revokeCredential;
  readonly allowContract = allowContract;
  readonly rotateSecret: RotateSecret;
  readonly retireSecret = retireSecret;
  readonly show: ShowCredential;

  constructor(database: Reads, secrets: SecretSmith) {
    this.issue = new IssueCredential(secrets);
    this.rotateSecret = new RotateSecret(secrets);
    this.show = new ShowCredential(database);
  }
}
