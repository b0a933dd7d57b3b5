import type { TFunction } from 'i18next';
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

/** What may be chosen for a contract: that it may not be used, or how the certificate is presented. */
export const policyOptions = (
  t: TFunction,
  contract: string,
): { readonly value: string; readonly label: string }[] => [
  { value: 'off', label: t('contract.off') },
  ...policies
    // It binds each token to a certificate.
    .filter((policy) => policy !== 'none' || contract !== 'avista')
    .map((value) => ({ value, label: t(`onboarding.policies.${value}`) })),
];
