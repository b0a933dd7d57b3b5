import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error.js';
import { api, bodyOf } from '../../api/client.js';
import { ActionButton } from '../../parts/action-button.js';
import type { Change } from '../../parts/change.js';
import { ConfirmChange } from '../../parts/confirm-change.js';
import { DialogButton } from '../../parts/dialog-button.js';
import { useSession } from '../../session/use-session.js';
import { ChangeDetails } from './change-details.js';
import { EndRequest } from './end-request.js';
import type { Approval } from './states.js';
import { recordOf, type RequestWords, useRequestWords } from './subject.js';

interface ApprovalActionsProps {
  readonly approval: Approval;
  /** Gets the answer of the change that was approved. */
  readonly made: (result: unknown) => void;
}

/** Withdraw for the operator who asked, approve and reject for the others; nothing once it is decided. */
export const ApprovalActions = ({ approval, made }: ApprovalActionsProps) => {
  const { t } = useTranslation();
  const state = useSession();
  if (approval.state !== 'pending') return null;
  const isOwn = state.kind === 'signed-in' && state.operator.accountId === approval.askedBy.accountId;
  if (isOwn)
    return (
      <DialogButton
        operation="withdrawRequest"
        variant="default"
        title={t('approvals.withdrawTitle')}
        form={(close) => <EndRequest id={approval.id} how="withdraw" close={close} />}
      >
        {t('approvals.withdraw')}
      </DialogButton>
    );
  return (
    <>
      <Approve approval={approval} made={made} />
      <DialogButton
        operation="rejectRequest"
        needed={approval.scope}
        ends
        title={t('approvals.rejectTitle')}
        form={(close) => <EndRequest id={approval.id} how="reject" close={close} />}
      >
        {t('approvals.reject')}
      </DialogButton>
    </>
  );
};

const Approve = ({ approval, made }: ApprovalActionsProps) => {
  const { t } = useTranslation();
  const words = useRequestWords(approval);
  const [change, setChange] = useState<Change | null>(null);
  return (
    <>
      <ActionButton
        operation="approveRequest"
        needed={approval.scope}
        onClick={() => setChange(approve(approval, words, { made, stale: t('approvals.stale') }))}
      >
        {t('approvals.approve')}
      </ActionButton>
      <ConfirmChange change={change} close={() => setChange(null)} />
    </>
  );
};

const approve = (
  approval: Approval,
  { sentence, typed }: RequestWords,
  { made, stale }: Pick<ApprovalActionsProps, 'made'> & { readonly stale: string },
): Change => ({
  kind: 'approve',
  of: sentence,
  typed,
  send: (sending) =>
    bodyOf(
      api.POST('/api/admin/approvals/{approval}/approve', {
        params: { path: { approval: approval.id }, ...sending },
      }),
    ).catch((error: unknown) => {
      // The page is not older than the request: the account is newer, and to reload would not help.
      const isStale = error instanceof ApiError && error.status === 412;
      throw isStale ? new ApiError(409, error.code, stale, error.requestId) : error;
    }),
  details: (preview) => <ChangeDetails approval={approval} preview={preview} />,
  done: (answer) => made(recordOf(answer)['result'] ?? {}),
});
