import { useTranslation } from 'react-i18next';
import { api, bodyOf, idempotencyKey, type Schemas } from '../../api/client.js';
import type { Change, Preview } from '../../parts/confirm-change.js';

type Account = Schemas['Account'];

/** The changes of an account that are asked before they are made. */
export const useAccountChanges = (
  account: Account,
): Record<'suspend' | 'reactivate' | 'revokeTokens', Change> => {
  const { t } = useTranslation();
  const { id, name, version } = account;
  const headers = () => ({ 'Idempotency-Key': idempotencyKey(), 'If-Match': `"${String(version)}"` });
  const texts = (kind: 'suspend' | 'reactivate' | 'revokeTokens') => ({
    title: t(`change.${kind}.title`, { name }),
    lead: t(`change.${kind}.lead`),
    submit: t(`change.${kind}.submit`),
  });
  const path = { account: id };
  const status = (to: 'suspend' | 'reactivate', dryRun: boolean) =>
    bodyOf(
      api.POST(`/api/admin/accounts/{account}/${to}`, {
        params: { path, query: dryRun ? { dryRun: 'true' } : {}, header: dryRun ? {} : headers() },
        body: {},
      }),
    );
  const revokeTokens = (dryRun: boolean) =>
    bodyOf(
      api.POST('/api/admin/tokens/revoke', {
        params: {
          query: dryRun ? { dryRun: 'true' } : {},
          header: dryRun ? {} : { 'Idempotency-Key': idempotencyKey() },
        },
        body: { account: id },
      }),
    );
  return {
    suspend: {
      ...texts('suspend'),
      name,
      preview: () => status('suspend', true) as Promise<Preview>,
      run: () => status('suspend', false),
    },
    reactivate: {
      ...texts('reactivate'),
      name: null,
      preview: () => status('reactivate', true) as Promise<Preview>,
      run: () => status('reactivate', false),
    },
    revokeTokens: {
      ...texts('revokeTokens'),
      name,
      preview: () => revokeTokens(true) as Promise<Preview>,
      run: () => revokeTokens(false),
    },
  };
};
