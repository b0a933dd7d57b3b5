import { Alert, List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Change, Preview } from './change.js';
import { DifferenceItem } from './difference-item.js';
import { differencesIn } from './differences.js';
import { StoredText } from './stored-text.js';
import { dateTime } from './times.js';

interface ConsequencesProps {
  readonly kind: Change['kind'];
  readonly preview: Preview;
}

/** What a change would do: to tokens, to accounts, to certificates, and to the fields that it changes. */
export const Consequences = ({ kind, preview }: ConsequencesProps) => {
  const { t, i18n } = useTranslation();
  const differences = differencesIn(preview);
  const isOnlyTarget = new Set(differences.map(({ target }) => target)).size === 1;
  const used = (at: string | null): string => (at === null ? t('field.never') : dateTime(at, i18n.language));
  return (
    <Alert title={t('change.preview')} color={preview.endsTokens ? 'red' : 'blue'}>
      <Text size="sm">{t(preview.endsTokens ? endsText(kind, preview) : 'change.keepsTokens')}</Text>
      <List size="sm" mt="xs">
        {preview.accounts.map(({ id, name, lastUsedAt, usableCredentials, usableCertificates }) => (
          <List.Item key={id}>
            <StoredText>
              {t('change.account', {
                name,
                before: usableCredentials.before,
                after: usableCredentials.after,
                certBefore: usableCertificates.before,
                certAfter: usableCertificates.after,
                lastUsed: used(lastUsedAt),
              })}
            </StoredText>
            {endsAll(usableCredentials) && <Left text={t('change.noCredentialLeft')} />}
            {endsAll(usableCertificates) && <Left text={t('change.noCertificateLeft')} />}
          </List.Item>
        ))}
        {preview.certificates.map(({ fingerprint, subject, linkedTo, lastUsedAt }) => (
          <List.Item key={fingerprint}>
            <StoredText>
              {t('change.certificate', { subject, count: linkedTo.length, lastUsed: used(lastUsedAt) })}
            </StoredText>
          </List.Item>
        ))}
        {differences.map((difference) => (
          <DifferenceItem
            key={`${difference.target} ${difference.field}`}
            difference={difference}
            isOnlyTarget={isOnlyTarget}
          />
        ))}
      </List>
    </Alert>
  );
};

const endsAll = ({ before, after }: { readonly before: number; readonly after: number }): boolean =>
  before > 0 && after === 0;

const Left = ({ text }: { readonly text: string }) => (
  <Text size="sm" fw={600}>
    {text}
  </Text>
);

/** Which tokens end, where they are not all of an account or a credential. */
const endsOthers = {
  unlink: 'change.endsLinkTokens',
  revokeCredential: 'change.endsCredentialTokens',
  revokeCredentialTokens: 'change.endsCredentialTokens',
  revokeCertificate: 'change.endsCertificateTokens',
  revokeSecret: 'change.endsSecretTokens',
  revokeKey: 'change.endsKeyTokens',
  revokeToken: 'change.endsOneToken',
  updateUser: 'change.endsWiderUserTokens',
  replacePassword: 'change.endsUserTokens',
  disableUser: 'change.endsUserTokens',
} as const satisfies Partial<Record<Change['kind'], string>>;

const endsText = (kind: Change['kind'], { action }: Preview) => {
  // An approval is of a change of another kind.
  if (action === 'key.revoke') return endsOthers.revokeKey;
  return kind in endsOthers ? endsOthers[kind as keyof typeof endsOthers] : 'change.endsTokens';
};
