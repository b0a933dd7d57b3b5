import { Alert, Button, Card, Group, Stack, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyField } from '../../parts/copy-field.js';
import { LeaveWithSecret } from '../../parts/leave-with-secret.js';
import { save } from '../../parts/save.js';
import { recordOf } from './subject.js';

interface ApprovedResultProps {
  /** What was approved. */
  readonly sentence: string;
  /** What the change answers. */
  readonly result: unknown;
  readonly close: () => void;
}

/** What an approval made, to be printed or copied: a generated secret is shown here, and nowhere again. */
export const ApprovedResult = ({ sentence, result, close }: ApprovedResultProps) => {
  const { t } = useTranslation();
  const { clientId, clientSecret, secretAlreadyShown } = recordOf(result);
  const { fingerprint, pem, chain } = certificateIn(result);
  return (
    <Stack maw={720}>
      <LeaveWithSecret hasSecret={typeof clientSecret === 'string'} />
      <Card withBorder padding="lg" component="section" className="sheet">
        <Stack>
          <Title order={2} size="h4" className="stored-text" dir="auto">
            {t('approvals.done')}: {sentence}
          </Title>
          {typeof clientSecret === 'string' && <Alert color="yellow">{t('approvals.secretLead')}</Alert>}
          {secretAlreadyShown === true && <Alert color="yellow">{t('approvals.alreadyShown')}</Alert>}
          {typeof clientId === 'string' && <CopyField label={t('field.clientId')} value={clientId} />}
          {typeof clientSecret === 'string' && (
            <CopyField label={t('onboarding.sheetSecret')} value={clientSecret} />
          )}
          {typeof fingerprint === 'string' && (
            <CopyField label={t('onboarding.sheetFingerprint')} value={fingerprint} />
          )}
        </Stack>
      </Card>
      <Group className="no-print">
        {typeof pem === 'string' && (
          <Button onClick={() => save(pem + textOf(chain), 'application/x-pem-file', 'certificate.pem')}>
            {t('onboarding.downloadCertificate')}
          </Button>
        )}
        {typeof clientSecret === 'string' && (
          <Button variant="default" onClick={() => window.print()}>
            {t('onboarding.print')}
          </Button>
        )}
        <Button variant="default" onClick={close}>
          {t(typeof clientSecret === 'string' ? 'secret.close' : 'change.close')}
        </Button>
      </Group>
    </Stack>
  );
};

/** The certificate of a new operator, or the one that was signed. */
const certificateIn = (result: unknown): Readonly<Record<string, unknown>> => {
  const { certificate } = recordOf(result);
  return recordOf(certificate ?? result);
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
