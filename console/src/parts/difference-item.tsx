import { List } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { policies } from './contracts.js';
import { contractField, type Difference } from './differences.js';
import { StoredText } from './stored-text.js';
import { targetText } from './target-text.js';
import { dateTime } from './times.js';

interface DifferenceItemProps {
  readonly difference: Difference;
  /** Where only one thing changes, the title has said which. */
  readonly isOnlyTarget: boolean;
}

/** A field, with its value before and after. */
export const DifferenceItem = ({ difference, isOnlyTarget }: DifferenceItemProps) => {
  const { t } = useTranslation();
  const { field, before, after } = difference;
  const target = useTargetText(difference);
  const text = useValueText(difference);
  const sentence = t(isNothing(before) && !isContract(field) ? 'change.becomes' : 'change.difference', {
    field: useFieldText(field),
    before: text(before),
    after: text(after),
  });
  return (
    <List.Item>
      <StoredText>{isOnlyTarget ? sentence : `${target} – ${sentence}`}</StoredText>
    </List.Item>
  );
};

/** A new account, credential or certificate is named by its kind: what a dry run made has an id of its own. */
const useTargetText = ({ target, isNew }: Difference): string => {
  const { t } = useTranslation();
  const kind = (['account', 'credential', 'certificate'] as const).find((name) =>
    target.startsWith(`${name} `),
  );
  return isNew && kind !== undefined ? t(`change.created.${kind}`) : targetText(t, target);
};

const useFieldText = (field: string): string => {
  const { t, i18n } = useTranslation();
  if (isContract(field)) return `${t('field.contract')} ${field.slice(contractField.length)}`;
  return i18n.exists(`field.${field}`) ? t(`field.${field}` as 'field.name') : field;
};

/** Returns how a value of the field is read. */
const useValueText = ({ target, field }: Difference): ((value: unknown) => string) => {
  const { t, i18n } = useTranslation();
  const wordOf = (value: string): string | null => {
    const policy = policies.find((one) => one === value);
    if (isContract(field) && policy) return t(`onboarding.policies.${policy}`);
    if (field === 'state') return t(`approvals.states.${value}` as 'approvals.states.pending', value);
    if (field === 'revokedReason')
      return t(`certificates.reasons.${value}` as 'certificates.reasons.superseded', value);
    if (field === 'kind') return t(`kind.${value}` as 'kind.merchant', value);
    if (field !== 'status') return null;
    // Of a user it has other words: in Portuguese they agree with what they are about.
    return target.startsWith('realm-user ')
      ? t(`users.status.${value}` as 'users.status.active', value)
      : t(`status.${value}` as 'status.active', value);
  };
  return (value) => {
    if (isNothing(value)) return isContract(field) ? t('contract.off') : '–';
    if (typeof value === 'boolean') return t(value ? 'field.yes' : 'field.no');
    if (Array.isArray(value))
      return value.length === 0 ? t(field === 'networks' ? 'field.any' : 'field.none') : value.join(' ');
    if (typeof value !== 'string') return JSON.stringify(value);
    return wordOf(value) ?? (isTime.test(value) ? dateTime(value, i18n.language) : value);
  };
};

const isNothing = (value: unknown): boolean => value === null || value === undefined;

const isContract = (field: string): boolean => field.startsWith(contractField);

const isTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
