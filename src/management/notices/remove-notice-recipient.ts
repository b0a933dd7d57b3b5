import type { NoticeRecipient } from '../../core/notices/notice.js';
import { parseNoticeId } from '../fields.js';
import type { UseCase } from '../use-case.js';

/** Removes a recipient: it gets no notice from now on, and its secret is no longer used. */
export const removeNoticeRecipient: UseCase<string, NoticeRecipient> = {
  action: 'notice-recipient.remove',
  targetsOf: () => ({}),
  prepare: (text) => {
    const id = parseNoticeId(text, 'recipient');
    return {
      kind: 'changes',
      run: async (tx) => {
        const recipient = await tx.notices.lockRecipient(id);
        await tx.notices.removeRecipient(recipient);
        return recipient;
      },
    };
  },
};
