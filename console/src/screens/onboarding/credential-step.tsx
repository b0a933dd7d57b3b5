import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { CredentialForm } from './credential-form.js';
import type { Next } from './hand-over.js';

interface StepProps {
  readonly account: Schemas['Account'];
  readonly next: Next;
}

export const CredentialStep = ({ account, next }: StepProps) => {
  const { t } = useTranslation();
  return (
    <CredentialForm
      account={account}
      lead={t('onboarding.credentialLead')}
      created={({ clientId, clientSecret, credential }) =>
        next({
          clientId,
          contracts: credential.contracts,
          ...(clientSecret !== undefined && { clientSecret }),
        })
      }
      close={() => next({})}
    />
  );
};
