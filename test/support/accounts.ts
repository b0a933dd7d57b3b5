import { randomBytes } from 'node:crypto';
import type { CertificatePolicy } from '../../src/core/credential.js';
import { Secret } from '../../src/core/secret.js';
import { PepperedDigests } from '../../src/crypto/digest.js';
import { SecretMaker } from '../../src/crypto/secret-hasher.js';
import { SlowHash } from '../../src/crypto/slow-hash.js';
import { X509Reader } from '../../src/crypto/x509.js';
import type { TestDatabase } from './database.js';

/** What a test wants to be true of an account. Everything has a default that gets a token. */
export interface AccountWish {
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
  readonly policy?: CertificatePolicy | null;
  /** The policy for the contract pix; without it the credential may not use that. */
  readonly pix?: CertificatePolicy;
  /** The same for the contract service-token. */
  readonly serviceToken?: CertificatePolicy;
  /** A secret that somebody chose; without it the gateway makes one. */
  readonly chosenSecret?: string;
  readonly secretExpiresAt?: Date;
  /** PEM of the linked certificate; without it none is linked. */
  readonly certificate?: string;
}

/** An account as a merchant's program knows it, and what a test needs to change it. */
export interface TestAccount {
  readonly id: string;
  readonly credentialId: string;
  readonly secretId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Writes accounts straight into the tables, since tests need states that management refuses to make: an expired
 * certificate that is linked, a weak key, an expired secret.
 */
export class Accounts {
  readonly #maker: SecretMaker;
  readonly #reader = new X509Reader();

  constructor(
    private readonly database: TestDatabase,
    pepper: Buffer,
  ) {
    const digests = new PepperedDigests({ pepper: () => pepper, previousPeppers: () => [] });
    this.#maker = new SecretMaker(digests, new SlowHash({ concurrency: 2, queueMax: 100, perPayerMax: 100 }));
  }

  async open(wish: AccountWish = {}): Promise<TestAccount> {
    const id = await this.insertAccount(wish);
    if (wish.certificate !== undefined) await this.link(id, wish.certificate);
    return this.addCredential(id, wish);
  }

  /** Another client id of an account that is there. */
  async addCredential(id: string, wish: AccountWish = {}): Promise<TestAccount> {
    const clientId = wish.clientId ?? `account-${id}-${randomBytes(4).toString('hex')}`;
    const credentialId = await this.insertCredential(id, clientId, wish);
    const { secretId, clientSecret } = await this.addSecret(credentialId, wish);
    return { id, credentialId, secretId, clientId, clientSecret };
  }

  /** Links a certificate to an account, whatever may be said against it. */
  async link(accountId: string, pem: string): Promise<void> {
    const facts = this.#reader.readPem(pem);
    const certificate = await this.one(
      `INSERT INTO certificate (fingerprint, pem, subject, issuer, serial, key_type, not_before, not_after, tax_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (fingerprint) DO UPDATE SET pem = excluded.pem RETURNING id`,
      [
        Buffer.from(facts.fingerprint, 'hex'),
        pem,
        facts.subject,
        facts.issuer,
        facts.serial,
        facts.key.name,
        facts.notBefore,
        facts.notAfter,
        facts.taxId,
      ],
    );
    await this.database.sql('INSERT INTO account_certificate (account_id, certificate_id) VALUES ($1, $2)', [
      accountId,
      certificate,
    ]);
  }

  async addSecret(credentialId: string, wish: Pick<AccountWish, 'chosenSecret' | 'secretExpiresAt'> = {}) {
    const { chosenSecret } = wish;
    const made = this.#maker.make();
    const clientSecret = chosenSecret ?? made.secret.reveal((value) => value);
    const digest =
      chosenSecret === undefined ? made.digest : await this.#maker.digestChosen(new Secret(chosenSecret));
    const secretId = await this.one(
      'INSERT INTO credential_secret (credential_id, digest, expires_at) VALUES ($1, $2, $3) RETURNING id',
      [credentialId, digest, wish.secretExpiresAt ?? null],
    );
    return { secretId, clientSecret };
  }

  private insertAccount(wish: AccountWish): Promise<string> {
    const operator = wish.kind === 'operator';
    return this.one(
      `INSERT INTO account (name, kind, status, scopes, networks, tax_id, tax_id_on_certificate, resource_server)
       VALUES ('Loja', $1, $2, $3, $4, $5, $6, $7) RETURNING id`,
      [
        wish.kind ?? 'merchant',
        wish.status ?? 'active',
        wish.scopes ??
          (operator
            ? ['admin:read', 'admin:write', 'audit:read']
            : ['pix:read', 'pix:write', 'balance:read']),
        wish.networks ?? [],
        wish.taxId ?? null,
        wish.taxIdOnCertificate ?? false,
        wish.resourceServer ?? false,
      ],
    );
  }

  private async insertCredential(accountId: string, clientId: string, wish: AccountWish): Promise<string> {
    const id = await this.one(
      'INSERT INTO credential (account_id, client_id, status, scopes, expires_at) VALUES ($1, $2, $3, $4, $5) RETURNING id',
      [
        accountId,
        clientId,
        wish.credentialStatus ?? 'active',
        wish.credentialScopes ?? null,
        wish.credentialExpiresAt ?? null,
      ],
    );
    if (wish.policy !== null) await this.allow(id, 'avista', wish.policy ?? 'tls');
    if (wish.pix) await this.allow(id, 'pix', wish.pix);
    if (wish.serviceToken) await this.allow(id, 'service-token', wish.serviceToken);
    return id;
  }

  private async allow(credentialId: string, contract: string, policy: CertificatePolicy): Promise<void> {
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
