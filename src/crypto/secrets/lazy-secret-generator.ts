import type { SecretsConfig } from '../../config/config.js';
import type { Secret } from '../../core/credentials/secret.js';
import {
  type CustomSecret,
  type KnownPeppers,
  SecretGenerator,
} from '../../core/credentials/secret-generator.js';
import { PepperedSecretGenerator } from './peppered-secrets.js';
import { Peppers } from './peppers.js';
import { weaknessInCommand } from './secret-strength.js';

/**
 * Asks for the pepper only when it is first needed: a command that generates no secret needs none.
 */
export class LazySecretGenerator extends SecretGenerator {
  #secretGenerator: SecretGenerator | null = null;

  constructor(private readonly secrets: SecretsConfig) {
    super();
  }

  make(): ReturnType<SecretGenerator['make']> {
    return this.real().make();
  }

  makePassword(): ReturnType<SecretGenerator['makePassword']> {
    return this.real().makePassword();
  }

  weaknessOf(custom: CustomSecret): Promise<string | null> {
    return weaknessInCommand(custom);
  }

  async digestCustom(secret: Secret): Promise<string> {
    return this.real().digestCustom(secret);
  }

  pepperedDigest(digest: string): string | null {
    return this.real().pepperedDigest(digest);
  }

  async isOneOf(...requested: Parameters<SecretGenerator['isOneOf']>): Promise<boolean> {
    return this.real().isOneOf(...requested);
  }

  peppers(): KnownPeppers {
    return this.real().peppers();
  }

  private real(): SecretGenerator {
    return (this.#secretGenerator ??= new PepperedSecretGenerator(new Peppers(this.secrets)));
  }
}
