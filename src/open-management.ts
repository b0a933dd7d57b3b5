import type { DatabaseConfig, SecretsConfig } from './config/config.js';
import type { Books } from './core/books.js';
import { type Action, type Actor, atTheCommandLine, type Circumstances } from './core/deed.js';
import type { CertificateReader } from './core/ports.js';
import { SecretSmith } from './core/secret-smith.js';
import type { Secret } from './core/secret.js';
import { PepperedDigests } from './crypto/digest.js';
import { SecretMaker } from './crypto/secret-hasher.js';
import { SlowHash } from './crypto/slow-hash.js';
import { X509Reader } from './crypto/x509.js';
import { AllowContract } from './management/allow-contract.js';
import { CreateOperator } from './management/create-operator.js';
import { CreateRealmUser } from './management/create-realm-user.js';
import { DisableRealmUser } from './management/disable-realm-user.js';
import { EnableRealmUser } from './management/enable-realm-user.js';
import { ExplainRefusal } from './management/explain-refusal.js';
import { ImportAccount, type ImportSteps } from './management/import-account.js';
import { InspectCertificate } from './management/inspect-certificate.js';
import { InspectKeptCertificate } from './management/inspect-kept-certificate.js';
import { IssueCredential } from './management/issue-credential.js';
import { LinkCertificate } from './management/link-certificate.js';
import { ListAccounts } from './management/list-accounts.js';
import { ListRealmUsers } from './management/list-realm-users.js';
import { OpenAccount } from './management/open-account.js';
import { ReactivateAccount } from './management/reactivate-account.js';
import { RetireSecret } from './management/retire-secret.js';
import { RevokeCredential } from './management/revoke-credential.js';
import { RotateSecret } from './management/rotate-secret.js';
import { SetRealmPassword } from './management/set-realm-password.js';
import { ShowAccount } from './management/show-account.js';
import { SuspendAccount } from './management/suspend-account.js';
import { UnlinkCertificate } from './management/unlink-certificate.js';
import type { UseCases } from './management/use-cases.js';
import { BookConnection } from './storage/books/book-connection.js';
import { PostgresBooks } from './storage/books/postgres-books.js';
import { PostgresRefusalRecords } from './storage/books/postgres-refusal-records.js';

/** The use cases on a database; `close` ends its connections. */
export interface Management {
  /** The use cases of one actor: whatever they change is his doing. Costs nothing. */
  as(actor: Actor, circumstances?: Circumstances): UseCases;
  close(): Promise<void>;
}

/** One secret at a time is chosen here; the queue is for the token endpoint. */
const oneAtATime = { concurrency: 1, queueMax: 1, perPayerMax: 1 };

/** Asks for the pepper when it is first needed: whoever makes no secret needs none. */
class SmithWhenNeeded extends SecretSmith {
  #smith: SecretSmith | null = null;

  constructor(private readonly secrets: SecretsConfig) {
    super();
  }

  make(): ReturnType<SecretSmith['make']> {
    return this.real().make();
  }

  makePassword(): ReturnType<SecretSmith['makePassword']> {
    return this.real().makePassword();
  }

  async digestChosen(secret: Secret): Promise<string> {
    return this.real().digestChosen(secret);
  }

  private real(): SecretSmith {
    return (this.#smith ??= new SecretMaker(new PepperedDigests(this.secrets), new SlowHash(oneAtATime)));
  }
}

/** Joins the use cases to PostgreSQL. Connects when it is first needed, so making one costs nothing and cannot fail. */
export const openManagement = (config: {
  readonly database: Pick<DatabaseConfig, 'url' | 'timeoutMs'>;
  readonly secrets: SecretsConfig;
}): Management => {
  const connection = new BookConnection(config.database);
  const smith = new SmithWhenNeeded(config.secrets);
  const reader = new X509Reader();
  return {
    as: (actor, circumstances = atTheCommandLine) => {
      const booksFor = (action: Action): Books =>
        new PostgresBooks(connection, { actor, action, ...circumstances });
      return useCasesOn(booksFor, { connection, smith, reader });
    },
    close: () => connection.close(),
  };
};

/** What all use cases share. */
interface Tools {
  readonly connection: BookConnection;
  readonly smith: SecretSmith;
  readonly reader: CertificateReader;
}

/** `booksFor` gives books whose every change is that action. */
const useCasesOn = (booksFor: (action: Action) => Books, { connection, smith, reader }: Tools): UseCases => {
  const read = new PostgresBooks(connection, null);
  return {
    openAccount: new OpenAccount(booksFor('account.open')),
    suspendAccount: new SuspendAccount(booksFor('account.suspend')),
    reactivateAccount: new ReactivateAccount(booksFor('account.reactivate')),
    listAccounts: new ListAccounts(read),
    showAccount: new ShowAccount(read),
    issueCredential: new IssueCredential(booksFor('credential.issue'), smith),
    revokeCredential: new RevokeCredential(booksFor('credential.revoke')),
    rotateSecret: new RotateSecret(booksFor('secret.rotate'), smith),
    retireSecret: new RetireSecret(booksFor('secret.retire')),
    allowContract: new AllowContract(booksFor('credential.allow-contract')),
    linkCertificate: new LinkCertificate(booksFor('certificate.link'), reader),
    unlinkCertificate: new UnlinkCertificate(booksFor('certificate.unlink')),
    inspectCertificate: new InspectCertificate(reader),
    inspectKeptCertificate: new InspectKeptCertificate(read, reader),
    createOperator: operatorMaker(booksFor('operator.create'), { smith, reader }),
    createRealmUser: new CreateRealmUser(booksFor('realm-user.create'), smith),
    setRealmPassword: new SetRealmPassword(booksFor('realm-user.set-password'), smith),
    disableRealmUser: new DisableRealmUser(booksFor('realm-user.disable')),
    enableRealmUser: new EnableRealmUser(booksFor('realm-user.enable')),
    listRealmUsers: new ListRealmUsers(read),
    importAccount: accountImporter(booksFor('account.import'), { smith, reader }),
    explainRefusal: new ExplainRefusal(new PostgresRefusalRecords(connection)),
  };
};

const operatorMaker = (books: Books, { smith, reader }: Omit<Tools, 'connection'>): CreateOperator =>
  new CreateOperator(books, smith, stepsOn(books, { smith, reader }));

const accountImporter = (books: Books, { smith, reader }: Omit<Tools, 'connection'>): ImportAccount =>
  new ImportAccount(books, smith, reader, stepsOn(books, { smith, reader }));

/** Parts of larger changes: what they change is the doing of the whole. */
const stepsOn = (books: Books, { smith, reader }: Omit<Tools, 'connection'>): ImportSteps => ({
  account: new OpenAccount(books),
  credential: new IssueCredential(books, smith),
  certificate: new LinkCertificate(books, reader),
});
