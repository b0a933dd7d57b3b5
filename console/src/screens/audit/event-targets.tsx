import { Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { StoredText } from '../../parts/stored-text.js';
import { targetText } from '../../parts/target-text.js';

/** The names of accounts by id. */
export type AccountNames = Readonly<Record<string, string>>;

const accountTarget = /^account ([0-9]+)$/;
const certificateTarget = /^certificate ([0-9a-f]{64})$/;

/** A target as it is read: an account by its name. */
export const namedTarget = (t: TFunction, target: string, names: AccountNames): string => {
  const name = names[accountTarget.exec(target)?.[1] ?? ''];
  const text = targetText(t, target);
  return name === undefined ? text : `${text} (${name})`;
};

interface TargetLinksProps {
  readonly targets: readonly string[];
  readonly names: AccountNames;
}

/** Links to the accounts and certificates that an event changed. */
export const TargetLinks = ({ targets, names }: TargetLinksProps) => {
  const { t } = useTranslation();
  const links = targets.flatMap((target) => linkOf(t, target, names) ?? []);
  if (links.length === 0) return null;
  return (
    <Group gap="xs">
      <Text size="sm" c="dimmed">
        {t('audit.target')}
      </Text>
      {links}
    </Group>
  );
};

/** A name is of an account that exists; what was named and never existed has no page. */
const linkOf = (t: TFunction, target: string, names: AccountNames) => {
  const account = accountTarget.exec(target)?.[1];
  const fingerprint = certificateTarget.exec(target)?.[1];
  const text = <StoredText size="sm">{namedTarget(t, target, names)}</StoredText>;
  if (account !== undefined && names[account] !== undefined)
    return (
      <Link key={target} to="/accounts/$account" params={{ account }} className="plain-link">
        {text}
      </Link>
    );
  if (fingerprint === undefined) return null;
  return (
    <Link key={target} to="/certificates/$fingerprint" params={{ fingerprint }} className="plain-link">
      {text}
    </Link>
  );
};
