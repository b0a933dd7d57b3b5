import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { DialogButton } from '../../parts/dialog-button.js';
import { ownerOf } from '../../session/use-session.js';
import { CertificateStep } from '../onboarding/certificate-step.js';
import type { HandOver } from '../onboarding/hand-over.js';
import { HandOverSheet } from '../onboarding/hand-over-sheet.js';

interface NewCertificateProps {
  readonly account: Schemas['Account'];
}

/** Links a certificate to an account, signs a request, or makes a bundle, as in the onboarding. */
export const NewCertificate = ({ account }: NewCertificateProps) => {
  const { t } = useTranslation();
  return (
    <DialogButton
      operation="linkCertificate"
      owner={ownerOf(account)}
      variant="default"
      dialogSize="lg"
      title={t('certificates.newTitle')}
      form={(close, shown) => <Making account={account} shown={shown} close={close} />}
    >
      {t('certificates.new')}
    </DialogButton>
  );
};

interface MakingProps extends NewCertificateProps {
  /** Gets whether the password of a ZIP is shown. */
  readonly shown: (isShown: boolean) => void;
  readonly close: () => void;
}

const Making = ({ account, shown, close }: MakingProps) => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [made, setMade] = useState<HandOver | null>(null);
  const next = (part: HandOver): void => {
    void queries.invalidateQueries({ queryKey: ['account-certificates', account.id] });
    // What was signed or made is in this page alone; a certificate that was linked is in the list.
    if (part.certificatePem === undefined && part.zip === undefined) close();
    else {
      setMade({ ...part, account });
      shown(part.zipPassword !== undefined);
    }
  };
  if (made !== null)
    return (
      <HandOverSheet
        handOver={made}
        again={() => {
          setMade(null);
          shown(false);
        }}
        another={t('certificates.new')}
        close={close}
      />
    );
  return <CertificateStep account={account} next={next} later={t('change.cancel')} />;
};
