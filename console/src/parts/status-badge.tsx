import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const colors = { active: 'teal', suspended: 'red', revoked: 'red', expired: 'orange' } as const;
type Status = keyof typeof colors;

/** The status of an account or a credential. */
export const StatusBadge = ({ status }: { readonly status: Status }) => {
  const { t } = useTranslation();
  return <StatusText status={status} text={t(`status.${status}`)} />;
};

/** How a token or a certificate ended. */
export const EndedBadge = ({ status }: { readonly status: 'revoked' | 'expired' }) => {
  const { t } = useTranslation();
  return <StatusText status={status} text={t(`tokenStatus.${status}`)} />;
};

const StatusText = ({ status, text }: { readonly status: Status; readonly text: string }) => (
  <Badge color={colors[status]} variant="light" tt="none" flex="none">
    {text}
  </Badge>
);
