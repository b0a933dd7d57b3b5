import type { Secret } from '../../core/credentials/secret.js';
import { isEmailAddress } from '../../core/notices/email-address.js';
import type { NoticeRecipient, WebhookSecretGenerator } from '../../core/notices/notice.js';
import type { Language } from '../../core/shared/language.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { invalid, parseAccountId } from '../fields.js';
import type { PreparedChange, UseCase } from '../use-case.js';

/** More would be sent for each notice of an account. */
const recipientsMax = 10;
const urlCharactersMax = 2048;

export interface CreateNoticeRecipientInput {
  /** The URL that gets the notices; or else `email`. */
  readonly webhook?: string;
  readonly email?: string;
  /** The language of e-mails, by default English. */
  readonly language?: Language;
  /** The account whose notices it gets; `null`: those of the operators. */
  readonly account: string | null;
}

/** `NoticeRecipientWithSecret`: a new recipient, with the secret that signs what it gets. */
export interface NoticeRecipientWithSecret {
  readonly recipient: NoticeRecipient;
  /** `null`: e-mails are not signed. */
  readonly secret: Secret | null;
}

/** Creates a recipient of notices. The signing secret of a webhook is shown once. */
export class CreateNoticeRecipient implements UseCase<CreateNoticeRecipientInput, NoticeRecipientWithSecret> {
  readonly action = 'notice-recipient.create';

  constructor(private readonly secrets: WebhookSecretGenerator) {}

  targetsOf({ account }: CreateNoticeRecipientInput) {
    return account === null ? {} : { account };
  }

  prepare(input: CreateNoticeRecipientInput): PreparedChange<NoticeRecipientWithSecret> {
    const accountId = input.account === null ? null : parseAccountId(input.account);
    const parsed = parseAddress(input);
    return {
      kind: 'changes',
      run: async (tx) => {
        if (accountId !== null) await tx.accounts.lock(accountId);
        if ((await tx.notices.countRecipients(accountId)) >= recipientsMax)
          throw new ManagementError(
            'conflict',
            `${parsed.kind}: there are ${String(recipientsMax)} recipients already. Remove one first`,
            parsed.kind,
          );
        const id = await tx.notices.nextRecipientId();
        const { secret, sealed } =
          parsed.kind === 'webhook' ? this.secrets.generate(id) : { secret: null, sealed: null };
        const recipient = await tx.notices.addRecipient({ id, ...parsed, accountId, sealed });
        return { recipient, secret };
      },
    };
  }
}

type ParsedAddress = Pick<NoticeRecipient, 'kind' | 'address' | 'language'>;

const parseAddress = ({ webhook, email, language }: CreateNoticeRecipientInput): ParsedAddress => {
  if ((webhook === undefined) === (email === undefined))
    throw invalid('webhook', 'must be given, or email instead');
  if (email !== undefined) return { kind: 'email', address: parseEmail(email), language: language ?? 'en' };
  if (language !== undefined) throw invalid('language', 'is for an email address: a webhook gets fields');
  return { kind: 'webhook', address: parseWebhookUrl(webhook ?? ''), language: null };
};

const parseEmail = (text: string): string => {
  const address = text.trim();
  if (!isEmailAddress(address)) throw invalid('email', 'must be one e-mail address, such as ops@example.com');
  return address;
};

/** Its host is resolved and checked when a notice is sent. The text is not repeated: it may contain a secret. */
const parseWebhookUrl = (text: string): string => {
  const url = text.length <= urlCharactersMax && URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'https:' || url.hash !== '')
    throw invalid('webhook', 'must be an https URL, such as https://hooks.example.com/portaria');
  if (url.username !== '' || url.password !== '')
    throw invalid('webhook', 'must not contain a user or a password: each notice is signed');
  return url.href;
};
