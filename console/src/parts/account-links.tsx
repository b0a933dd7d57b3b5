import { Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { StoredText } from './stored-text.js';

interface AccountLinksProps {
  readonly accounts: readonly string[];
  /** The names by id. An account that has none is shown by its id. */
  readonly names: Readonly<Record<string, string>>;
}

/** The accounts that something belongs to, by their names. */
export const AccountLinks = ({ accounts, names }: AccountLinksProps) => {
  const { t } = useTranslation();
  return (
    <Group gap="xs">
      {accounts.map((account) => (
        <Link key={account} to="/accounts/$account" params={{ account }} className="plain-link">
          <StoredText>{names[account] ?? `${t('field.account')} ${account}`}</StoredText>
        </Link>
      ))}
      {accounts.length === 0 && '–'}
    </Group>
  );
};
