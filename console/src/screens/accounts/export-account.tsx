import { Alert, Code, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { ActionButton } from '../../parts/action-button.js';
import { ProblemAlert } from '../../parts/problem-alert.js';
import { save } from '../../parts/save.js';

/** Saves everything that is stored about an account, for a request under the LGPD. The trail records who did. */
export const ExportAccount = ({ account: { id } }: { readonly account: Schemas['Account'] }) => {
  const { t } = useTranslation();
  const read = useMutation({
    mutationFn: () =>
      bodyOf(api.GET('/api/admin/accounts/{account}/export', { params: { path: { account: id } } })),
    onSuccess: (document) =>
      save(JSON.stringify(document, null, 2), 'application/json', `account-${id}.json`),
  });
  return (
    <Stack gap="xs" align="flex-start" mt="lg">
      <Text size="sm" c="dimmed">
        {t('accounts.exportLead')}
      </Text>
      {read.data && hasMore(read.data) && (
        <Alert color="yellow" title={t('accounts.exportIncomplete')}>
          <Text size="sm">{t('accounts.exportAll')}</Text>
          <Code block mt="xs">{`portaria account export ${id} --to account-${id}.json`}</Code>
        </Alert>
      )}
      {read.error && <ProblemAlert error={read.error} retry={() => read.mutate()} />}
      <ActionButton
        operation="exportAccount"
        owner="operator"
        variant="default"
        loading={read.isPending}
        onClick={() => read.mutate()}
      >
        {t('accounts.export')}
      </ActionButton>
    </Stack>
  );
};

/** Whether a list has entries that the document has not. */
const hasMore = (document: Schemas['AccountExport']): boolean =>
  Object.values(document).some((part) => typeof part === 'object' && 'complete' in part && !part.complete);
