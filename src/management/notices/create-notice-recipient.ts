import type { Secret } from '../../core/credentials/secret.js';
import type { NoticeRecipient, WebhookSecretGenerator } from '../../core/notices/notice.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { invalid, parseAccountId } from '../fields.js';
import type { PreparedChange, UseCase } from '../use-case.js';

/** More would be sent for each notice of an account. */
const recipientsMax = 10;
const urlCharactersMax = 2048;

export interface CreateNoticeRecipientInput {
  /** The URL that gets the notices. */
  readonly webhook: string;
  /** The account whose notices it gets; `null`: those of the operators. */
  readonly account: string | null;
}

/** `NoticeRecipientWithSecret`: a new recipient, with the secret that signs what it gets. */
export interface NoticeRecipientWithSecret {
  readonly recipient: NoticeRecipient;
  readonly secret: Secret | null;
}

/** Creates a recipient of notices. Its signing secret is shown once. */
export class CreateNoticeRecipient implements UseCase<CreateNoticeRecipientInput, NoticeRecipientWithSecret> {
  readonly action = 'notice-recipient.create';

  constructor(private readonly secrets: WebhookSecretGenerator) {}

  targetsOf({ account }: CreateNoticeRecipientInput) {
    return account === null ? {} : { account };
  }

  prepare(input: CreateNoticeRecipientInput): PreparedChange<NoticeRecipientWithSecret> {
    const accountId = input.account === null ? null : parseAccountId(input.account);
    const address = parseWebhookUrl(input.webhook);
    return {
      kind: 'changes',
      run: async (tx) => {
        if (accountId !== null) await tx.accounts.lock(accountId);
        if ((await tx.notices.countRecipients(accountId)) >= recipientsMax)
          throw new ManagementError(
            'conflict',
            `webhook: there are ${String(recipientsMax)} recipients already. Remove one first`,
            'webhook',
          );
        const id = await tx.notices.nextRecipientId();
        const { secret, sealed } = this.secrets.generate(id);
        const recipient = await tx.notices.addRecipient({ id, kind: 'webhook', address, accountId, sealed });
        return { recipient, secret };
      },
    };
  }
}

/** Its host is resolved and checked when a notice is sent. The text is not repeated: it may contain a secret. */
const parseWebhookUrl = (text: string): string => {
  const url = text.length <= urlCharactersMax && URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'https:' || url.hash !== '')
    throw invalid('webhook', 'must be an https URL, such as https://hooks.example.com/portaria');
  if (url.username !== '' || url.password !== '')
    throw invalid('webhook', 'must not contain a user or a password: each notice is signed');
  return url.href;
};
