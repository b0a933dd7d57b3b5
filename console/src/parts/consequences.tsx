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
  // A user's account loses nothing.
  const accounts = ofUser.includes(kind) ? [] : preview.accounts;
  const used = (at: string | null): string => (at === null ? t('field.never') : dateTime(at, i18n.language));
  return (
    <Alert title={t('change.preview')} color={preview.endsTokens || kind in tokensTexts ? 'red' : 'blue'}>
      <Text size="sm">{t(tokensText(kind, preview))}</Text>
      <List size="sm" mt="xs">
        {accounts.map(({ id, name, lastUsedAt, usableCredentials, usableCertificates }) => (
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

/** What happens to tokens where the dry run, which knows those of whole accounts, does not say it. */
const tokensTexts = {
  revokeKey: 'change.endsKeyTokens',
  revokeToken: 'change.endsOneToken',
  updateUser: 'change.endsWiderUserTokens',
  replacePassword: 'change.endsUserTokens',
  disableUser: 'change.endsUserTokens',
} as const satisfies Partial<Record<Change['kind'], string>>;

const ofUser: readonly Change['kind'][] = ['updateUser', 'replacePassword', 'disableUser', 'enableUser'];

const tokensText = (kind: Change['kind'], { endsTokens }: Preview) => {
  if (kind in tokensTexts) return tokensTexts[kind as keyof typeof tokensTexts];
  return endsTokens ? 'change.endsTokens' : 'change.keepsTokens';
};

const DifferenceItem = ({
  difference: { target, field, before, after },
}: {
  readonly difference: Difference;
}) => {
  const { t, i18n } = useTranslation();
  const shown = (value: unknown): string => {
    if (value === null || value === undefined) return '–';
    if (typeof value === 'boolean') return t(value ? 'field.yes' : 'field.no');
    if (Array.isArray(value)) return value.length === 0 ? t('field.none') : value.join(' ');
    if (typeof value !== 'string') return JSON.stringify(value);
    return isTime.test(value) ? dateTime(value, i18n.language) : value;
  };
  return (
    <List.Item>
      <StoredText>
        {t('change.difference', {
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
