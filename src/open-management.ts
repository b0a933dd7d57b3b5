import type {
  CertificatesConfig,
  DatabaseConfig,
  Hidden,
  MasterKeysConfig,
  SecretsConfig,
} from './config/config.js';
import type { RefusedDeeds } from './core/audit-event.js';
import type { Books } from './core/books.js';
import type { CertificateAuthority } from './core/certificate-authority.js';
import { type Action, type Actor, atTheCommandLine, type Circumstances, type Deed } from './core/deed.js';
import type { KeySmith } from './core/key-smith.js';
import type { CertificateReader } from './core/ports.js';
import type { Owner } from './core/own-account.js';
import type { SecretSmith } from './core/secret-smith.js';
import { Sha256AuditHasher } from './crypto/audit-hash.js';
import { ZipBundleMaker } from './crypto/client-bundle.js';
import { KeyMaker } from './crypto/key-maker.js';
import { LateAuthority } from './crypto/late-authority.js';
import { LateRequestReader } from './crypto/late-request-reader.js';
import { Sealer } from './crypto/seal.js';
import { SmithWhenNeeded } from './crypto/smith-when-needed.js';
import { X509Reader } from './crypto/x509.js';
import { AddClientAuthorities } from './management/add-client-authorities.js';
import { AllowContract } from './management/allow-contract.js';
import type { CertificateTerms } from './management/certificate-terms.js';
import { CreateAuthority } from './management/create-authority.js';
import { ChangeAccount } from './management/change-account.js';
import { CreateOperator } from './management/create-operator.js';
import { CreateRealmUser } from './management/create-realm-user.js';
import { DisableRealmUser } from './management/disable-realm-user.js';
import { EnableRealmUser } from './management/enable-realm-user.js';
import { DropKey } from './management/drop-key.js';
import { ExplainRefusal } from './management/explain-refusal.js';
import { ExportAudit } from './management/export-audit.js';
import { ImportAccount, type ImportSteps } from './management/import-account.js';
import { ImportAuthority } from './management/import-authority.js';
import { ImportClientAuthorities } from './management/import-client-authorities.js';
import { InspectCertificate } from './management/inspect-certificate.js';
import { InspectKeptCertificate } from './management/inspect-kept-certificate.js';
import { IssueCredential } from './management/issue-credential.js';
import { KeepAnOperator } from './management/keep-an-operator.js';
import { LinkCertificate } from './management/link-certificate.js';
import { ListAccounts } from './management/list-accounts.js';
import { ListAudit } from './management/list-audit.js';
import { ListCertificates } from './management/list-certificates.js';
import { ListClientAuthorities } from './management/list-client-authorities.js';
import { ListRefusals } from './management/list-refusals.js';
import type { Management } from './management/management.js';
import { NoteRefusedRequest } from './management/note-refused-request.js';
import { noteRefusals } from './management/note-refusals.js';
import { ListRealmUsers } from './management/list-realm-users.js';
import { MakeClientBundle } from './management/make-client-bundle.js';
import { ListKeys } from './management/list-keys.js';
import { OpenAccount } from './management/open-account.js';
import { OwnBooks } from './management/own-books.js';
import type { OwnCases } from './management/own-cases.js';
import { OwnRefusals } from './management/own-refusals.js';
import { PepperStatus } from './management/pepper-status.js';
import { ReactivateAccount } from './management/reactivate-account.js';
import { RemoveClientAuthority } from './management/remove-client-authority.js';
import { RenewCertificate } from './management/renew-certificate.js';
import { ResealKeys } from './management/reseal-keys.js';
import { RetireSecret } from './management/retire-secret.js';
import { RevokeCertificate } from './management/revoke-certificate.js';
import { RevokeCredential } from './management/revoke-credential.js';
import { RotateKey } from './management/rotate-key.js';
import { RevokeTokens } from './management/revoke-tokens.js';
import { RotateSecret } from './management/rotate-secret.js';
import { SetRealmPassword } from './management/set-realm-password.js';
import { ShowAccount } from './management/show-account.js';
import { ShowAuthority } from './management/show-authority.js';
import { ShowClientAuthority } from './management/show-client-authority.js';
import { SignCertificate } from './management/sign-certificate.js';
import { SignRevocationList } from './management/sign-revocation-list.js';
import { ShowCredential } from './management/show-credential.js';
import { SuspendAccount } from './management/suspend-account.js';
import { UnlinkCertificate } from './management/unlink-certificate.js';
import type { UseCases } from './management/use-cases.js';
import { VerifyAudit } from './management/verify-audit.js';
import { WriteClientAuthorities } from './management/write-client-authorities.js';
import { BookConnection } from './storage/books/book-connection.js';
import { PostgresAuditRecords } from './storage/books/postgres-audit-records.js';
import { PostgresBooks } from './storage/books/postgres-books.js';
import { PostgresRefusalRecords } from './storage/books/postgres-refusal-records.js';
import { PostgresRefusedDeeds } from './storage/books/postgres-refused-deeds.js';

/** Joins the use cases to PostgreSQL. Connects when it is first needed, so making one costs nothing and cannot fail. */
export const openManagement = (config: {
  readonly database: Pick<DatabaseConfig, 'url' | 'timeoutMs'>;
  /** Each is asked for when it is first needed. */
  readonly secrets: SecretsConfig & MasterKeysConfig;
  readonly certificates: Hidden<CertificatesConfig>;
  readonly keyDelaySeconds: () => number;
}): Management => {
  const connection = new BookConnection(config.database);
  const smith = new SmithWhenNeeded(config.secrets);
  const reader = new X509Reader();
  const { masterKey, previousMasterKeys } = config.secrets;
  const sealer = (): Sealer => new Sealer(masterKey, previousMasterKeys);
  const tools = {
    connection,
    smith,
    reader,
    authority: new LateAuthority(sealer, reader),
    terms: config.certificates,
    keySmith: new KeyMaker(sealer),
    keyDelaySeconds: config.keyDelaySeconds,
  };
  const noting = new NoteRefusedRequest(
    new PostgresBooks(connection, null),
    new PostgresRefusedDeeds(connection),
  );
  return {
    as: (actor, circumstances = atTheCommandLine) =>
      useCasesOn(new Changing(connection, actor, circumstances), tools),
    ownedBy: (owner, actor, circumstances = atTheCommandLine) =>
      ownCasesOn(new Changing(connection, actor, circumstances, owner), tools, owner),
    noteRefused: (bearer, request) => noting.run(bearer, request),
    close: () => connection.close(),
  };
};

/**
 * The one way to books that can be written: a use case gets them by its action, and with them what it changes and what it
 * is refused is in the audit trail. None can forget it.
 */
class Changing {
  private readonly refused: RefusedDeeds;

  constructor(
    private readonly connection: BookConnection,
    private readonly actor: Actor,
    private readonly circumstances: Circumstances,
    /** Left out: everything is his to change. */
    private readonly owner?: Owner,
  ) {
    this.refused = new PostgresRefusedDeeds(connection);
  }

  by<UseCase>(
    action: Action,
    make: (books: Books) => UseCase & { run(...wishes: never[]): Promise<unknown> },
  ): UseCase {
    const deed: Deed = { actor: this.actor, action, ...this.circumstances };
    const books = new KeepAnOperator(new PostgresBooks(this.connection, deed), deed.address);
    return noteRefusals(make(this.owner ? new OwnBooks(books, this.owner) : books), deed, this.refused);
  }
}

/** What all use cases share. */
interface Tools {
  readonly connection: BookConnection;
  readonly smith: SecretSmith;
  readonly reader: CertificateReader;
  readonly authority: CertificateAuthority;
  readonly terms: () => CertificateTerms;
  readonly keySmith: KeySmith;
  readonly keyDelaySeconds: () => number;
}

const useCasesOn = (changing: Changing, tools: Tools): UseCases => {
  const { connection, smith, reader, keySmith } = tools;
  const read = new PostgresBooks(connection, null);
  const audit = new PostgresAuditRecords(connection);
  const refusals = new PostgresRefusalRecords(connection);
  return {
    openAccount: changing.by('account.open', (books) => new OpenAccount(books)),
    changeAccount: changing.by('account.change', (books) => new ChangeAccount(books)),
    suspendAccount: changing.by('account.suspend', (books) => new SuspendAccount(books)),
    reactivateAccount: changing.by('account.reactivate', (books) => new ReactivateAccount(books)),
    listAccounts: new ListAccounts(read),
    showAccount: new ShowAccount(read),
    showCredential: new ShowCredential(read),
    issueCredential: changing.by('credential.issue', (books) => new IssueCredential(books, smith)),
    revokeCredential: changing.by('credential.revoke', (books) => new RevokeCredential(books)),
    rotateSecret: changing.by('secret.rotate', (books) => new RotateSecret(books, smith)),
    retireSecret: changing.by('secret.retire', (books) => new RetireSecret(books)),
    allowContract: changing.by('credential.allow-contract', (books) => new AllowContract(books)),
    linkCertificate: changing.by('certificate.link', (books) => new LinkCertificate(books, reader)),
    unlinkCertificate: changing.by('certificate.unlink', (books) => new UnlinkCertificate(books)),
    listCertificates: new ListCertificates(read),
    inspectCertificate: new InspectCertificate(reader),
    inspectKeptCertificate: new InspectKeptCertificate(read, reader),
    ...certificateMaking(changing, tools),
    ...clientAuthorities(changing, tools),
    createOperator: changing.by('operator.create', (books) => operatorMaker(books, { smith, reader })),
    createRealmUser: changing.by('realm-user.create', (books) => new CreateRealmUser(books, smith)),
    setRealmPassword: changing.by('realm-user.set-password', (books) => new SetRealmPassword(books, smith)),
    disableRealmUser: changing.by('realm-user.disable', (books) => new DisableRealmUser(books)),
    enableRealmUser: changing.by('realm-user.enable', (books) => new EnableRealmUser(books)),
    listRealmUsers: new ListRealmUsers(read),
    importAccount: changing.by('account.import', (books) => accountImporter(books, { smith, reader })),
    listKeys: new ListKeys(read),
    rotateKey: changing.by('key.rotate', (books) => new RotateKey(books, keySmith, tools.keyDelaySeconds)),
    dropKey: changing.by('key.drop', (books) => new DropKey(books, keySmith)),
    resealKeys: changing.by('key.reseal', (books) => new ResealKeys(books, keySmith)),
    pepperStatus: new PepperStatus(read, smith),
    revokeTokens: changing.by('token.revoke', (books) => new RevokeTokens(books)),
    explainRefusal: new ExplainRefusal(refusals),
    listRefusals: new ListRefusals(refusals),
    listAudit: new ListAudit(audit),
    verifyAudit: new VerifyAudit(audit, new Sha256AuditHasher()),
    exportAudit: new ExportAudit(audit),
  };
};

/** What an account does for itself. */
const ownCasesOn = (changing: Changing, tools: Tools, owner: Owner): OwnCases => {
  const { connection, smith, reader } = tools;
  const refusals = new OwnRefusals(new PostgresRefusalRecords(connection), owner.accountId);
  return {
    showAccount: new ShowAccount(new OwnBooks(new PostgresBooks(connection, null), owner)),
    signCertificate: certificateMaking(changing, tools).signCertificate,
    renewCertificate: changing.by(
      'certificate.renew',
      (books) => new RenewCertificate(books, reader, new LinkCertificate(books, reader)),
    ),
    unlinkCertificate: changing.by('certificate.unlink', (books) => new UnlinkCertificate(books)),
    rotateSecret: changing.by('secret.rotate', (books) => new RotateSecret(books, smith)),
    retireSecret: changing.by('secret.retire', (books) => new RetireSecret(books)),
    explainRefusal: new ExplainRefusal(refusals),
    listRefusals: new ListRefusals(refusals),
  };
};

type CertificateMaking = Pick<
  UseCases,
  | 'signCertificate'
  | 'revokeCertificate'
  | 'makeClientBundle'
  | 'createAuthority'
  | 'importAuthority'
  | 'showAuthority'
  | 'signRevocationList'
>;

/** What the gateway's own certificate authority is for. */
const certificateMaking = (
  changing: Changing,
  { connection, reader, authority, terms }: Tools,
): CertificateMaking => {
  const requests = new LateRequestReader();
  const signing = (books: Books): SignCertificate =>
    new SignCertificate(books, authority, requests, new LinkCertificate(books, reader), terms);
  return {
    signCertificate: changing.by('certificate.sign', signing),
    revokeCertificate: changing.by('certificate.revoke', (books) => new RevokeCertificate(books)),
    makeClientBundle: changing.by(
      'certificate.bundle',
      (books) => new MakeClientBundle(books, signing(books), new ZipBundleMaker(), terms),
    ),
    createAuthority: changing.by('authority.create', (books) => new CreateAuthority(books, authority)),
    importAuthority: changing.by(
      'authority.import',
      (books) => new ImportAuthority(books, authority, reader),
    ),
    showAuthority: new ShowAuthority(new PostgresBooks(connection, null)),
    signRevocationList: changing.by(
      'authority.sign-crl',
      (books) => new SignRevocationList(books, authority, terms),
    ),
  };
};

type ClientAuthorities = Pick<
  UseCases,
  | 'addClientAuthorities'
  | 'importClientAuthorities'
  | 'listClientAuthorities'
  | 'showClientAuthority'
  | 'removeClientAuthority'
  | 'writeClientAuthorities'
>;

/** What the client CA bundle of NGINX is for. */
const clientAuthorities = (changing: Changing, { connection, reader }: Tools): ClientAuthorities => {
  const read = new PostgresBooks(connection, null);
  return {
    addClientAuthorities: changing.by('client-ca.add', (books) => new AddClientAuthorities(books, reader)),
    importClientAuthorities: changing.by(
      'client-ca.import',
      (books) => new ImportClientAuthorities(books, reader),
    ),
    listClientAuthorities: new ListClientAuthorities(read),
    showClientAuthority: new ShowClientAuthority(read, reader),
    removeClientAuthority: changing.by(
      'client-ca.remove',
      (books) => new RemoveClientAuthority(books, reader),
    ),
    writeClientAuthorities: changing.by(
      'client-ca.write',
      (books) => new WriteClientAuthorities(books, reader),
    ),
  };
};

const operatorMaker = (books: Books, { smith, reader }: Pick<Tools, 'smith' | 'reader'>): CreateOperator =>
  new CreateOperator(books, smith, stepsOn(books, { smith, reader }));

const accountImporter = (books: Books, { smith, reader }: Pick<Tools, 'smith' | 'reader'>): ImportAccount =>
  new ImportAccount(books, smith, reader, stepsOn(books, { smith, reader }));

/** Parts of larger changes: what they change is the doing of the whole. */
const stepsOn = (books: Books, { smith, reader }: Pick<Tools, 'smith' | 'reader'>): ImportSteps => ({
  account: new OpenAccount(books),
  credential: new IssueCredential(books, smith),
  certificate: new LinkCertificate(books, reader),
});
