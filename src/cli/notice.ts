import { type Command, Option } from 'commander';
import { deliveryStates, type NoticeDelivery, type NoticeRecipient } from '../core/notices/notice.js';
import { type Language, languages } from '../core/shared/language.js';
import type { NoticeUseCases } from '../management/notices/notice-use-cases.js';
import { withConfirmation, withDryRun } from './changes/change-options.js';
import type { CliContext } from './cli-context.js';
import { explain } from './help.js';
import { allPages } from './screen/all-pages.js';
import type { Column } from './screen/screen.js';
import { revealSecret, warnOfSecret } from './screen/show-secret.js';

type Context = CliContext<NoticeUseCases>;

/** `portaria notice`. */
export const addNoticeCommands = (program: Command, context: Context): void => {
  const noun = program
    .command('notice')
    .helpCommand(false)
    .description('manage notices to operators and merchants');
  addAddWebhook(noun, context);
  addAddEmail(noun, context);
  addRecipients(noun, context);
  addRemove(noun, context);
  addDeliveries(noun, context);
  addRedeliver(noun, context);
};

const recipientColumns: readonly Column<NoticeRecipient>[] = [
  { head: 'recipient', cell: ({ id }) => id, whole: true },
  { head: 'account', cell: ({ accountId }) => accountId ?? 'operators', whole: true },
  { head: 'kind', cell: ({ kind }) => kind },
  { head: 'address', cell: ({ address }) => address },
  { head: 'language', cell: ({ language }) => language },
  { head: 'created', cell: ({ createdAt }) => createdAt, short: 10, whole: true },
];

const deliveryColumns: readonly Column<NoticeDelivery>[] = [
  { head: 'delivery', cell: ({ id }) => id, whole: true },
  { head: 'notice', cell: ({ kind }) => kind, whole: true },
  { head: 'account', cell: ({ accountId }) => accountId ?? 'operators', whole: true },
  { head: 'recipient', cell: ({ recipientId }) => recipientId, whole: true },
  { head: 'state', cell: ({ state }) => state, whole: true },
  { head: 'attempts', cell: ({ attempts }) => attempts },
  { head: 'last error', cell: ({ lastError }) => lastError },
];

const addAddWebhook = (noun: Command, context: Context): void => {
  const add = noun
    .command('add-webhook <url>')
    .description('add a webhook; its signing secret is shown once')
    .option('--account <account>', 'send it the notices of this account (default: those of operators)')
    .action(async (webhook: string, { account = null }: { readonly account?: string | null }) => {
      const created = await context.change(context.useCases().createRecipient, { webhook, account });
      const screen = context.screen();
      const secret = revealSecret(created);
      if (!screen.json({ ...created.recipient, secret }))
        screen.record({ ...created.recipient, secret }, [
          ...recipientColumns,
          { head: 'signing secret', cell: (row) => row.secret },
        ]);
      await warnOfSecret(screen, created, {
        what: 'signing secret',
        another: `Remove the recipient: portaria notice remove ${created.recipient.id} --yes. Then repeat the command.`,
      });
    });
  explain(withDryRun(add), {
    details: [
      'The URL must be https, at a public address or in a network of PORTARIA_NOTICE_NETWORKS. Redirects are not followed. ' +
        'A process with PORTARIA_NOTICES=on sends the notices.',
    ],
    examples: [
      'portaria notice add-webhook https://hooks.example.com/portaria',
      'portaria notice add-webhook https://loja.example/hooks --account 7',
    ],
  });
};

interface EmailOptions {
  readonly account?: string | null;
  readonly language: Language;
}

const addAddEmail = (noun: Command, context: Context): void => {
  const add = noun
    .command('add-email <address>')
    .description('add an e-mail address')
    .option('--account <account>', 'send it the notices of this account (default: those of operators)')
    .addOption(
      new Option('--language <language>', 'language of the texts').choices([...languages]).default('en'),
    )
    .action(async (email: string, { account = null, language }: EmailOptions) => {
      const { recipient } = await context.change(context.useCases().createRecipient, {
        ...{ email, language, account },
      });
      const screen = context.screen();
      if (!screen.json(recipient)) screen.record(recipient, recipientColumns);
    });
  explain(withDryRun(add), {
    details: [
      'A process with PORTARIA_NOTICES=on sends the notices, by the server of PORTARIA_SMTP_URL. They contain no secret.',
    ],
    examples: [
      'portaria notice add-email ops@example.com',
      'portaria notice add-email ti@loja.example --account 7 --language pt-BR',
    ],
  });
};

const addRecipients = (noun: Command, context: Context): void => {
  const list = noun
    .command('recipients')
    .description('list those who get notices')
    .action(async () => {
      const found = await allPages((page) => context.useCases().recipients.run(page));
      if (!context.screen().json(found)) context.screen().list(found, recipientColumns);
    });
  explain(list, { examples: ['portaria notice recipients'] });
};

const addRemove = (noun: Command, context: Context): void => {
  const remove = noun
    .command('remove <recipient>')
    .description('remove a recipient of notices')
    .action(async (recipient: string) => {
      const removed = await context.confirmAndChange(context.useCases().removeRecipient, recipient);
      if (context.screen().json(removed)) return;
      context.screen().print(`Recipient ${removed.id} gets no notices from now on.`);
    });
  explain(withConfirmation(remove), {
    details: ['Notices that wait for the recipient are not sent. The signing secret cannot be restored.'],
    examples: ['portaria notice remove 3'],
  });
};

const addDeliveries = (noun: Command, context: Context): void => {
  const list = noun
    .command('deliveries')
    .description('list the deliveries of the last 90 days')
    .addOption(new Option('--state <state>', 'list those in this state').choices([...deliveryStates]))
    .action(async (options: { readonly state?: string }) => {
      const found = await allPages((page) => context.useCases().deliveries.run({ ...options, ...page }));
      if (!context.screen().json(found)) context.screen().list(found, deliveryColumns);
    });
  explain(list, { examples: ['portaria notice deliveries', 'portaria notice deliveries --state failed'] });
};

const addRedeliver = (noun: Command, context: Context): void => {
  const redeliver = noun
    .command('redeliver <delivery>')
    .description('repeat the delivery of a notice')
    .action(async (delivery: string) => {
      const pending = await context.change(context.useCases().redeliver, delivery);
      if (context.screen().json(pending)) return;
      context.screen().print(`Delivery ${pending.id} is pending. It is sent within a minute.`);
    });
  explain(withDryRun(redeliver), {
    details: ['The receiver gets the same webhook-id, so that it can recognise the notice.'],
    examples: ['portaria notice redeliver 12'],
  });
};
