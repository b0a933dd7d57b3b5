// Made by `npm run openapi:generate`; change the code instead.

/** The scopes of operators. */
export const operatorScopes = [
  'admin:read',
  'audit:read',
  'accounts:write',
  'access:write',
  'keys:write',
  'client-cas:write',
  'admin:write',
] as const;
export type OperatorScope = (typeof operatorScopes)[number];

/** The scopes that `admin:write` includes. */
export const includedInAdminWrite = [
  'accounts:write',
  'access:write',
  'keys:write',
  'client-cas:write',
] as const;

/** The scopes of each role. */
export const roleScopes = {
  support: ['admin:read'],
  onboarding: ['admin:read', 'accounts:write'],
  security: ['admin:read', 'audit:read', 'access:write', 'keys:write', 'client-cas:write'],
  auditor: ['admin:read', 'audit:read'],
  administrator: ['admin:read', 'admin:write', 'audit:read'],
} as const;
export type OperatorRole = keyof typeof roleScopes;

/** The scope that each operation needs, by its `operationId`. */
export const operationScopes = {
  createAccount: 'accounts:write',
  listAccounts: 'admin:read',
  showAccount: 'admin:read',
  updateAccount: 'accounts:write',
  exportAccount: 'admin:write',
  suspendAccount: 'access:write',
  reactivateAccount: 'access:write',
  createOperator: 'admin:write',
  createCredential: 'accounts:write',
  listCredentials: 'admin:read',
  listExpiringCredentials: 'admin:read',
  showCredential: 'admin:read',
  revokeCredential: 'access:write',
  addSecret: 'accounts:write',
  revokeSecret: 'access:write',
  registerKey: 'accounts:write',
  setContractPolicy: 'accounts:write',
  linkCertificate: 'accounts:write',
  listLinkedCertificates: 'admin:read',
  unlinkCertificate: 'access:write',
  signCertificate: 'accounts:write',
  makeHandOverZip: 'accounts:write',
  listCertificates: 'admin:read',
  showCertificate: 'admin:read',
  revokeCertificate: 'access:write',
  listCas: 'admin:read',
  getCrl: 'admin:read',
  listClientCas: 'admin:read',
  addClientCas: 'client-cas:write',
  showClientCa: 'admin:read',
  removeClientCa: 'client-cas:write',
  listKeys: 'admin:read',
  rotateKey: 'keys:write',
  revokeKey: 'keys:write',
  listPeppers: 'admin:read',
  createRealmUser: 'accounts:write',
  listRealmUsers: 'admin:read',
  updateRealmUser: 'accounts:write',
  setRealmUserPassword: 'accounts:write',
  disableRealmUser: 'access:write',
  enableRealmUser: 'access:write',
  createNoticeRecipient: 'admin:write',
  listNoticeRecipients: 'admin:read',
  removeNoticeRecipient: 'admin:write',
  listNoticeDeliveries: 'admin:read',
  redeliverNotice: 'admin:write',
  listRefusals: 'admin:read',
  explainRefusal: 'admin:read',
  listAuditEvents: 'audit:read',
  verifyAudit: 'audit:read',
  search: 'admin:read',
  showOverview: 'admin:read',
  countTokenRequests: 'admin:read',
  revokeTokens: 'access:write',
} as const;
export type Operation = keyof typeof operationScopes;
