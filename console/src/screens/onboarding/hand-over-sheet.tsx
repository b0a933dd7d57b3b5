import { Alert, Button, Card, Group, List, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Language, languages } from '../../i18n/i18n.js';
import { tokenPaths } from '../../parts/contracts.js';
import { CopyField } from '../../parts/copy-field.js';
import { save } from '../../parts/save.js';
import { SecretLost } from '../../parts/secret-lost.js';
import { StoredText } from '../../parts/stored-text.js';
import { dateOnly } from '../../parts/times.js';
import { useOverview } from '../../parts/use-overview.js';
import { FirstToken } from './first-token.js';
import type { HandOver } from './hand-over.js';

interface HandOverSheetProps {
  readonly handOver: HandOver;
  readonly again: () => void;
  /** What the button says that begins again. */
  readonly another: string;
  /** Closes the dialog that the sheet is in; left out where it is a page. */
  readonly close?: () => void;
}

/** What the merchant or operator gets, to be printed or copied; it ends with the first token that is seen. */
export const HandOverSheet = ({ handOver, again, another, close }: HandOverSheetProps) => {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  // The merchant need not read the language of the operator.
  const [language, setLanguage] = useState<Language>(i18n.language === 'pt-BR' ? 'pt-BR' : 'en');
  const { account, clientId } = handOver;
  if (!account) return null;
  return (
    <Stack maw={720}>
      <Group justify="space-between" className="no-print">
        <SegmentedControl
          aria-label={t('onboarding.sheetLanguage')}
          value={language}
          onChange={(chosen) => setLanguage(chosen as Language)}
          data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
        />
        <Button variant="default" onClick={() => window.print()}>
          {t('onboarding.print')}
        </Button>
      </Group>
      {clientId !== undefined && handOver.clientSecret === undefined && (
        <div className="no-print">
          <SecretLost />
        </div>
      )}
      <Sheet handOver={handOver} language={language} />
      <Downloads handOver={handOver} />
      {clientId !== undefined && <FirstToken account={account.id} clientId={clientId} />}
      <Group className="no-print">
        {close && <Button onClick={close}>{t('secret.close')}</Button>}
        <Button
          variant="default"
          onClick={() =>
            void navigate({ to: '/accounts/$account', params: { account: account.id }, search: {} })
          }
        >
          {t('onboarding.openAccount')}
        </Button>
        <Button variant="default" onClick={again}>
          {another}
        </Button>
      </Group>
    </Stack>
  );
};

interface SheetProps {
  readonly handOver: HandOver;
  readonly language: Language;
}

/** The printed part, in the language of the merchant. */
const Sheet = ({ handOver, language }: SheetProps) => {
  const { i18n } = useTranslation();
  const t = i18n.getFixedT(language);
  const { account, clientId, clientSecret, fingerprint, zipPassword } = handOver;
  return (
    <Card withBorder padding="lg" component="section" lang={language} className="sheet">
      <Stack>
        <div>
          <Title order={2} size="h4" className="stored-text" dir="auto">
            {t('onboarding.sheetTitle')}: <StoredText>{account?.name ?? ''}</StoredText>
          </Title>
          <Text size="sm" c="dimmed">
            {dateOnly(new Date().toISOString(), language)}
          </Text>
        </div>
        {(clientSecret ?? zipPassword) !== undefined && (
          <Alert color="yellow">
            {t(clientSecret === undefined ? 'onboarding.sheetPasswordLead' : 'onboarding.sheetLead')}
          </Alert>
        )}
        {clientId !== undefined && <CopyField label={t('field.clientId')} value={clientId} />}
        {clientSecret !== undefined && <CopyField label={t('onboarding.sheetSecret')} value={clientSecret} />}
        {fingerprint !== undefined && (
          <CopyField label={t('onboarding.sheetFingerprint')} value={fingerprint} />
        )}
        {zipPassword !== undefined && <CopyField label={t('onboarding.sheetPassword')} value={zipPassword} />}
        <Addresses handOver={handOver} language={language} />
        <div>
          <Text fw={600} size="sm">
            {t('onboarding.sheetNext')}
          </Text>
          <List type="ordered" size="sm">
            {stepsOf(handOver).map((step) => (
              <List.Item key={step}>{t(`onboarding.sheetSteps.${step}`)}</List.Item>
            ))}
          </List>
        </div>
      </Stack>
    </Card>
  );
};

/** What the merchant's program does, or what the operator does with a browser. */
const stepsOf = ({ account, contracts = [], clientSecret, fingerprint, zip }: HandOver) => {
  const isOperator = account?.kind === 'operator';
  return [
    ...(isOperator && zip !== undefined ? (['browser'] as const) : []),
    ...(isOperator ? (['console'] as const) : []),
    ...(!isOperator && zip !== undefined ? (['zip'] as const) : []),
    ...(fingerprint === undefined ? [] : (['certificate'] as const)),
    ...(!isOperator && contracts.length > 0 ? (['endpoint'] as const) : []),
    ...(clientSecret === undefined ? [] : ([isOperator ? 'operatorSecret' : 'secret'] as const)),
    'help',
  ] as const;
};

/** Where an operator signs in, and where a merchant's program requests tokens. */
const Addresses = ({ handOver, language }: SheetProps) => {
  const { i18n } = useTranslation();
  const t = i18n.getFixedT(language);
  const { account, contracts = [] } = handOver;
  const overview = useOverview();
  if (account?.kind === 'operator')
    return <CopyField label={t('onboarding.consoleAddress')} value={`${window.location.origin}/console/`} />;
  const gateway = overview.data?.publicUrl?.replace(/\/+$/, '') ?? '';
  return contracts.map(({ contract, policy }) => (
    <CopyField
      key={contract}
      label={t('onboarding.tokenAddress', { contract, policy: t(`onboarding.policies.${policy}`) })}
      value={`${gateway}${tokenPaths[contract]}`}
    />
  ));
};

const Downloads = ({
  handOver: { account, clientId, certificatePem, zip },
}: {
  readonly handOver: HandOver;
}) => {
  const { t } = useTranslation();
  const name = clientId ?? `account-${String(account?.id)}`;
  if (zip === undefined && certificatePem === undefined) return null;
  return (
    <Group className="no-print">
      {zip !== undefined && (
        <Button onClick={() => save(bytesOf(zip), 'application/zip', `${name}.zip`)}>
          {t('onboarding.download')}
        </Button>
      )}
      {certificatePem !== undefined && (
        <Button onClick={() => save(certificatePem, 'application/x-pem-file', `${name}.pem`)}>
          {t('onboarding.downloadCertificate')}
        </Button>
      )}
    </Group>
  );
};

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
