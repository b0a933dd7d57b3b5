import type { TestDatabase } from '../support/database.js';
import type { TestUseCases } from './use-cases.js';

/** The changes of who gets notices; each once done, once refused. */
export const changesOfNotices = (management: TestUseCases, database: TestDatabase, account: string) => {
  const webhook = 'https://hooks.example.com/portaria';
  const newestRecipient = async (): Promise<string> => {
    const [row] = await database.sql<{ id: string }>('SELECT max(id)::text AS id FROM notice_recipient');
    return row?.id ?? '';
  };
  const newDelivery = async (): Promise<string> => {
    const [row] = await database.sql<{ id: string }>(
      `WITH stored AS (INSERT INTO notice (key, kind, data) VALUES ('audited', 'secret.expiring', '{}')
         ON CONFLICT (key) DO UPDATE SET kind = excluded.kind RETURNING id)
       INSERT INTO notice_delivery (notice_id, recipient_id) SELECT id, $1 FROM stored
       ON CONFLICT (notice_id, recipient_id) DO UPDATE SET state = 'failed' RETURNING id::text`,
      [await newestRecipient()],
    );
    return row?.id ?? '';
  };
  let delivery = '';
  return {
    createNoticeRecipient: {
      done: async () => {
        const created = await management.createNoticeRecipient.run({ webhook, account });
        delivery = await newDelivery();
        return created;
      },
      refused: () => management.createNoticeRecipient.run({ webhook: 'http://hooks.example.com/', account }),
      names: [`account ${account}`],
    },
    redeliverNotice: {
      done: () => management.redeliverNotice.run(delivery),
      refused: () => management.redeliverNotice.run('987654'),
      names: [],
    },
    removeNoticeRecipient: {
      done: async () => management.removeNoticeRecipient.run(await newestRecipient()),
      refused: () => management.removeNoticeRecipient.run('987654'),
      names: [],
    },
  };
};
