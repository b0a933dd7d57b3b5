import { SegmentedControl, Text, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useApproval } from '../../parts/use-approval.js';
import type { Owner } from '../../session/use-session.js';

/** The ways to a certificate: one that is there, a request that is signed, or a new key with a certificate. */
export const certificateWays = ['pem', 'csr', 'bundle'] as const;
export type CertificateWay = (typeof certificateWays)[number];

/** What was chosen, and the PEM of the certificate or the request. */
export interface ChosenCertificate {
  readonly way: CertificateWay;
  readonly text: string;
}

interface CertificateChoiceProps {
  readonly chosen: ChosenCertificate;
  readonly choose: (chosen: ChosenCertificate) => void;
  /** Whose certificate it is. */
  readonly owner: Owner;
}

/** Asks for a certificate in one of three ways. */
export const CertificateChoice = ({ chosen, choose, owner }: CertificateChoiceProps) => {
  const { t } = useTranslation();
  // The private key of an operator would be shown to the one who approves.
  const needsOwnKey = useApproval()?.enabled === true && owner === 'operator';
  const ways = certificateWays.filter((way) => way !== 'bundle' || !needsOwnKey);
  const { way, text } = chosen;
  return (
    <>
      {needsOwnKey && <Text size="sm">{t('operator.ownKey')}</Text>}
      <SegmentedControl
        orientation="vertical"
        fullWidth
        // In Portuguese, at phone width, a label is longer than a dialog is wide.
        styles={{ label: { whiteSpace: 'normal' } }}
        maw={420}
        aria-label={t('onboarding.steps.certificate')}
        value={way}
        onChange={(other) => choose({ ...chosen, way: other })}
        data={ways.map((value) => ({ value, label: t(`onboarding.certificateWays.${value}`) }))}
      />
      {way === 'bundle' ? (
        <Text size="sm">{t('onboarding.bundleLead')}</Text>
      ) : (
        <Textarea
          label={t(`onboarding.${way}`)}
          placeholder={way === 'pem' ? '-----BEGIN CERTIFICATE-----' : '-----BEGIN CERTIFICATE REQUEST-----'}
          value={text}
          onChange={(event) => choose({ ...chosen, text: event.currentTarget.value })}
          autosize
          minRows={6}
          maxRows={16}
          classNames={{ input: 'mono' }}
          required
        />
      )}
    </>
  );
};
