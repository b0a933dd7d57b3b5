import { Alert, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { useInView } from './in-view.js';
import { dateTime } from './times.js';

/** Says that a change was not made, but waits for another operator. */
export const WaitingAlert = ({ approval }: { readonly approval: Schemas['Approval'] }) => {
  const { t, i18n } = useTranslation();
  const alert = useInView();
  return (
    <Alert ref={alert} color="blue" title={t('approvals.waits')} role="status">
      <Text size="sm">
        {t('approvals.waitsText', { id: approval.id, until: dateTime(approval.until, i18n.language) })}
      </Text>
      <Link to="/approvals/$approval" params={{ approval: approval.id }} className="plain-link">
        {t('approvals.open')}
      </Link>
    </Alert>
  );
};
