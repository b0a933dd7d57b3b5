import { Alert, List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Change, Preview } from './change.js';
import { type Difference, differencesIn } from './differences.js';
import { shortTarget } from './short-target.js';
import { StoredText } from './stored-text.js';
import { dateTime } from './times.js';

interface ConsequencesProps {
  readonly kind: Change['kind'];
  readonly preview: Preview;
}

/** What a change would do: to tokens, to accounts, to certificates, and to the fields that it changes. */
export const Consequences = ({ kind, preview }: ConsequencesProps) => {
  const { t, i18n } = useTranslation();
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
        {differencesIn(preview).map((difference) => (
          <DifferenceItem key={`${difference.target} ${difference.field}`} difference={difference} />
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

const DifferenceItem = ({
  difference: { target, field, before, after },
}: {
  readonly difference: Difference;
}) => {
  const { t, i18n } = useTranslation();
  // Of a user it has other words: in Portuguese they agree with what they are about.
  const statusText = (status: string): string =>
    target.startsWith('realm-user ')
      ? t(`users.status.${status}` as 'users.status.active', status)
      : t(`status.${status}` as 'status.active', status);
  const shown = (value: unknown): string => {
    if (value === null || value === undefined) return '–';
    if (typeof value === 'boolean') return t(value ? 'field.yes' : 'field.no');
    if (Array.isArray(value)) return value.length === 0 ? t('field.none') : value.join(' ');
    if (typeof value !== 'string') return JSON.stringify(value);
    if (field === 'status') return statusText(value);
    if (field === 'revokedReason')
      return t(`certificates.reasons.${value}` as 'certificates.reasons.superseded', value);
    return isTime.test(value) ? dateTime(value, i18n.language) : value;
  };
  return (
    <List.Item>
      <StoredText>
        {t(before === null || before === undefined ? 'change.becomes' : 'change.difference', {
          target: shortTarget(target),
          field: i18n.exists(`field.${field}`) ? t(`field.${field}` as 'field.name') : field,
          before: shown(before),
          after: shown(after),
        })}
      </StoredText>
    </List.Item>
  );
};

const isTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
