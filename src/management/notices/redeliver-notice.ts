import type { NoticeDelivery } from '../../core/notices/notice.js';
import { parseNoticeId } from '../fields.js';
import type { UseCase } from '../use-case.js';

/** Has a notice delivered again, also one that was delivered. The receiver gets the same `webhook-id`. */
export const redeliverNotice: UseCase<string, NoticeDelivery> = {
  action: 'notice.redeliver',
  targetsOf: () => ({}),
  prepare: (text) => {
    const id = parseNoticeId(text, 'delivery');
    return {
      kind: 'changes',
      run: async (tx) => {
        const delivery = await tx.notices.lockDelivery(id);
        await tx.notices.redeliver(delivery);
        return { ...delivery, state: 'pending' };
      },
    };
  },
};
