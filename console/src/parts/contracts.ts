import type { Schemas } from '../api/client.js';

/** The contracts by which tokens are requested. */
export const contracts = ['avista', 'pix', 'realm', 'service-token'] as const;
export type ContractName = Schemas['Credential']['contracts'][number]['contract'];

/** How a certificate is presented. */
export const policies = ['tls', 'header', 'none'] as const;

/** Where each contract takes token requests. */
export const tokenPaths: Readonly<Record<ContractName, string>> = {
  avista: '/api/auth/token',
  pix: '/oauth/token',
  realm: '/auth/realms/{realm}/protocol/openid-connect/token',
  'service-token': '/avxapi/acctmgmt-get-service-token',
};
