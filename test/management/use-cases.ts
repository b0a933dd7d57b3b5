import type { Caller } from '../../src/core/audit/operation.js';
import type { Secret } from '../../src/core/credentials/secret.js';
import { X509Parser } from '../../src/crypto/certificates/x509-parser.js';
import { InspectCertificate } from '../../src/management/certificates/inspect-certificate.js';
import type { PepperedDigests } from '../../src/management/credentials/pepper-digests.js';
import type { ResealResult } from '../../src/management/keys/reseal-keys.js';
import type { RotateKeyInput } from '../../src/management/keys/rotate-key.js';
import type { Management } from '../../src/management/management.js';
import type { UseCase } from '../../src/management/use-case.js';

/** Every use case by its name, each run by one caller: `management.suspendAccount.run('7')`. */
export type TestUseCases = ReturnType<typeof useCasesOf>;

export const useCasesOf = (management: Management, caller: Caller) => {
  const change = <Input, Result>(useCase: UseCase<Input, Result>) => ({
    run: (input: Input): Promise<Result> => management.executor.execute(caller, useCase, input),
  });
  const { setPassword } = management.realmUsers;
  return {
    createAccount: change(management.accounts.create),
    updateAccount: change(management.accounts.update),
    suspendAccount: change(management.accounts.suspend),
    reactivateAccount: change(management.accounts.reactivate),
    exportAccount: change(management.accounts.export),
    listAccounts: management.accounts.list,
    showAccount: management.accounts.show,
    showCredential: management.credentials.show,
    createCredential: change(management.credentials.create),
    revokeCredential: change(management.credentials.revoke),
    rotateSecret: change(management.credentials.rotateSecret),
    revokeSecret: change(management.credentials.revokeSecret),
    registerKey: change(management.credentials.registerKey),
    setContractPolicy: change(management.credentials.setContractPolicy),
    linkCertificate: change(management.certificates.link),
    unlinkCertificate: change(management.certificates.unlink),
    revokeCertificate: change(management.certificates.revoke),
    listCertificates: management.certificates.list,
    inspectStoredCertificate: management.certificates.inspectStored,
    inspectCertificate: new InspectCertificate(new X509Parser()),
    signCertificate: change(management.certificateIssuance.sign),
    makeClientBundle: change(management.certificateIssuance.handOver),
    createAuthority: change(management.cas.create),
    importAuthority: change(management.cas.import),
    showAuthority: management.cas.show,
    signCrl: change(management.cas.signCrl),
    addClientCas: change(management.clientCas.add),
    importClientCas: change(management.clientCas.import),
    listClientCas: management.clientCas.list,
    showClientCa: management.clientCas.check,
    removeClientCa: change(management.clientCas.remove),
    writeClientCas: change(management.clientCas.write),
    createOperator: change(management.onboarding.createOperator),
    importAccount: change(management.onboarding.importAccount),
    createNoticeRecipient: change(management.notices.createRecipient),
    removeNoticeRecipient: change(management.notices.removeRecipient),
    redeliverNotice: change(management.notices.redeliver),
    createRealmUser: change(management.realmUsers.create),
    setRealmPassword: {
      run: (username: string, password?: Secret) => change(setPassword).run({ username, password }),
    },
    updateRealmUser: change(management.realmUsers.update),
    disableRealmUser: change(management.realmUsers.disable),
    enableRealmUser: change(management.realmUsers.enable),
    listRealmUsers: management.realmUsers.list,
    listKeys: management.keys.list,
    rotateKey: { run: (input: RotateKeyInput = {}) => change(management.keys.rotate).run(input) },
    revokeKey: change(management.keys.revoke),
    resealKeys: { run: (): Promise<ResealResult> => change(management.keys.reseal).run(undefined) },
    pepperStatus: management.keys.peppers,
    pepperDigests: {
      run: (): Promise<PepperedDigests> => change(management.keys.pepperDigests).run(undefined),
    },
    revokeTokens: change(management.tokens.revoke),
    explainRefusal: management.refusals.explain,
    listRefusals: management.refusals.list,
    listAudit: management.audit.list,
    verifyAudit: management.audit.verify,
    exportAudit: management.audit.export,
    recordArchive: change(management.audit.recordArchive),
  };
};
