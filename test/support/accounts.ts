import { randomBytes } from 'node:crypto';
import type { ClientCertificatePolicy } from '../../src/core/credentials/credential.js';
import type { KeyRegistration } from '../../src/core/credentials/registered-key.js';
import { Secret } from '../../src/core/credentials/secret.js';
import type { ClientId } from '../../src/core/shared/ids.js';
import { X509Parser } from '../../src/crypto/certificates/x509-parser.js';
import { PepperedRegisteredKeys } from '../../src/crypto/secrets/peppered-registered-keys.js';
import { PepperedSecretGenerator } from '../../src/crypto/secrets/peppered-secrets.js';
import { Peppers } from '../../src/crypto/secrets/peppers.js';
import type { TestDatabase } from './database.js';

/**
 * `AccountInput`: what a test needs an account to be. Every field has a default that gets a token.
 */
export interface AccountInput {
  readonly kind?: 'merchant' | 'operator';
  readonly status?: 'active' | 'suspended';
  readonly scopes?: readonly string[];
  readonly networks?: readonly string[];
  readonly taxId?: string;
  readonly taxIdOnCertificate?: boolean;
  readonly resourceServer?: boolean;
  readonly clientId?: string;
  readonly credentialStatus?: 'active' | 'revoked';
  readonly credentialScopes?: readonly string[];
  readonly credentialExpiresAt?: Date;
  /** `null`: may not use the contract avista. */
  readonly policy?: ClientCertificatePolicy | null;
  /** The policy for the contract pix; without it the credential may not use that contract. */
  readonly pix?: ClientCertificatePolicy;
  /** The same for the contract service-token. */
  readonly serviceToken?: ClientCertificatePolicy;
  /** A custom secret; without it the gateway generates one. */
  readonly customSecret?: string;
  readonly secretExpiresAt?: Date;
  /** PEM of the linked certificate; without it none is linked. */
  readonly certificate?: string;
}

/** `TestUser`: a user of an account, as the user's program knows them. */
export interface TestUser {
  readonly id: string;
  readonly username: string;
  readonly password: string;
}

/** `UserInput`: what a test needs a user to be. */
export interface UserInput extends Partial<Omit<TestUser, 'id'>> {
  readonly status?: 'active' | 'disabled';
  /** Without it: all of the account. */
  readonly scopes?: readonly string[];
}

/**
 * `TestAccount`: an account as a merchant's program knows it, and what a test needs to change it.
 */
export interface TestAccount {
  readonly id: string;
  readonly credentialId: string;
  readonly secretId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Writes accounts straight into the tables, since tests need states that management refuses to
 * create: an expired certificate that is linked, a weak key, an expired secret.
 */
export class Accounts {
  readonly #maker: PepperedSecretGenerator;
  readonly #keys: PepperedRegisteredKeys;
  readonly #reader = new X509Parser();

  constructor(
    private readonly database: TestDatabase,
    pepper: Buffer,
  ) {
    const peppers = new Peppers({ pepper: () => pepper, previousPeppers: () => [] });
    this.#maker = new PepperedSecretGenerator(peppers);
    this.#keys = new PepperedRegisteredKeys(() => peppers);
  }

  async create(input: AccountInput = {}): Promise<TestAccount> {
    const id = await this.insertAccount(input);
    if (input.certificate !== undefined) await this.link(id, input.certificate);
    return this.addCredential(id, input);
  }

  /** Adds another client id to an existing account. */
  async addCredential(id: string, input: AccountInput = {}): Promise<TestAccount> {
    const clientId = input.clientId ?? `account-${id}-${randomBytes(4).toString('hex')}`;
    const credentialId = await this.insertCredential(id, clientId, input);
    const { secretId, clientSecret } = await this.addSecret(credentialId, input);
    return { id, credentialId, secretId, clientId, clientSecret };
  }

  /** Adds a user of the realm; without a name or a password they get generated ones. */
  async addUser(accountId: string, input: UserInput = {}): Promise<TestUser> {
    const { username = `user-${randomBytes(4).toString('hex')}`, password = 'gopher unlit crayon sprout' } =
      input;
    const digest = await this.#maker.digestCustom(new Secret(password));
    const id = await this.one(
      'INSERT INTO resource_owner (account_id, username, digest, status, scopes) VALUES ($1, $2, $3, $4, $5) RETURNING id',
      [accountId, username, digest, input.status ?? 'active', input.scopes ?? null],
    );
    return { id, username, password };
  }

  /** Links a certificate to an account, without any check. */
  async link(accountId: string, pem: string): Promise<void> {
    const info = this.#reader.readPem(pem);
    const certificate = await this.one(
      `INSERT INTO certificate (fingerprint, pem, subject, issuer, serial, key_type, not_before, not_after, tax_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (fingerprint) DO UPDATE SET pem = excluded.pem RETURNING id`,
      [
        Buffer.from(info.fingerprint, 'hex'),
        pem,
        info.subject,
        info.issuer,
        info.serialNumber,
        info.key.name,
        info.notBefore,
        info.notAfter,
        info.taxId,
      ],
    );
    await this.database.sql('INSERT INTO account_certificate (account_id, certificate_id) VALUES ($1, $2)', [
      accountId,
      certificate,
    ]);
  }

  async addSecret(credentialId: string, input: Pick<AccountInput, 'customSecret' | 'secretExpiresAt'> = {}) {
    const { customSecret } = input;
    const made = this.#maker.make();
    const clientSecret = customSecret ?? made.secret.reveal((value) => value);
    const digest =
      customSecret === undefined ? made.digest : await this.#maker.digestCustom(new Secret(customSecret));
    const secretId = await this.one(
      'INSERT INTO credential_secret (credential_id, digest, expires_at) VALUES ($1, $2, $3) RETURNING id',
      [credentialId, digest, input.secretExpiresAt ?? null],
    );
    return { secretId, clientSecret };
  }

  /** Registers a key without any check; returns the id under which it is revoked. */
  async registerKey(
    { credentialId, clientId }: Pick<TestAccount, 'credentialId' | 'clientId'>,
    registration: KeyRegistration,
  ): Promise<string> {
    const digest = this.#keys.digest(clientId as ClientId, registration);
    const insert = 'INSERT INTO credential_secret (credential_id, digest) VALUES ($1, $2) RETURNING id';
    return this.one(insert, [credentialId, digest]);
  }

  private insertAccount(input: AccountInput): Promise<string> {
    const operator = input.kind === 'operator';
    return this.one(
      `INSERT INTO account (name, kind, status, scopes, networks, tax_id, tax_id_on_certificate, resource_server)
       VALUES ('Loja', $1, $2, $3, $4, $5, $6, $7) RETURNING id`,
      [
        input.kind ?? 'merchant',
        input.status ?? 'active',
        input.scopes ??
          (operator
            ? ['admin:read', 'admin:write', 'audit:read']
            : ['pix:read', 'pix:write', 'balance:read']),
        input.networks ?? [],
        input.taxId ?? null,
        input.taxIdOnCertificate ?? false,
        input.resourceServer ?? false,
      ],
    );
  }

  private async insertCredential(accountId: string, clientId: string, input: AccountInput): Promise<string> {
    const id = await this.one(
      'INSERT INTO credential (account_id, client_id, status, scopes, expires_at) VALUES ($1, $2, $3, $4, $5) RETURNING id',
      [
        accountId,
        clientId,
        input.credentialStatus ?? 'active',
        input.credentialScopes ?? null,
        input.credentialExpiresAt ?? null,
      ],
    );
    if (input.policy !== null) await this.allow(id, 'avista', input.policy ?? 'tls');
    if (input.pix) await this.allow(id, 'pix', input.pix);
    if (input.serviceToken) await this.allow(id, 'service-token', input.serviceToken);
    return id;
  }

  private async allow(
    credentialId: string,
    contract: string,
    policy: ClientCertificatePolicy,
  ): Promise<void> {
    await this.database.sql(
      'INSERT INTO credential_contract (credential_id, contract, policy) VALUES ($1, $2, $3)',
      [credentialId, contract, policy],
    );
  }

  private async one(text: string, values: unknown[]): Promise<string> {
    const [row] = await this.database.sql<{ id: string }>(text, values);
    if (!row) throw new Error('the database returned no id');
    return row.id;
  }
}
