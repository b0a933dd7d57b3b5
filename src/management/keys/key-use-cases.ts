import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import type { KeyGenerator } from '../../core/keys/key-generator.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { PepperDigests } from '../credentials/pepper-digests.js';
import { PepperStatus } from '../credentials/pepper-status.js';
import { FindProcessesWithoutKey } from './find-processes-without-key.js';
import { ListKeys } from './list-keys.js';
import { ResealKeys } from './reseal-keys.js';
import { RevokeKey } from './revoke-key.js';
import { RotateKey } from './rotate-key.js';

/**
 * `KeyUseCases`: what operators do with signing keys, the master key and peppers. This folder owns
 * rotation and revocation of keys; it must never return key material.
 */
export class KeyUseCases {
  readonly rotate: RotateKey;
  readonly revoke: RevokeKey;
  readonly reseal: ResealKeys;
  readonly list: ListKeys;
  readonly processesWithoutKey: FindProcessesWithoutKey;
  readonly peppers: PepperStatus;
  readonly pepperDigests: PepperDigests;

  constructor(
    database: Reads,
    keys: KeyGenerator,
    secrets: SecretGenerator,
    defaultDelaySeconds: () => number,
  ) {
    this.rotate = new RotateKey(keys, defaultDelaySeconds);
    this.revoke = new RevokeKey(keys);
    this.reseal = new ResealKeys(keys);
    this.list = new ListKeys(database);
    this.processesWithoutKey = new FindProcessesWithoutKey(database, keys);
    this.peppers = new PepperStatus(database, secrets);
    this.pepperDigests = new PepperDigests(secrets);
  }
}
