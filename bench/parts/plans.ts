/** The plans of the statements behind a token, as PostgreSQL executed them inside its functions. */
import pg from 'pg';

const settings = [
  "LOAD 'auto_explain'",
  'SET auto_explain.log_min_duration = 0',
  'SET auto_explain.log_nested_statements = on',
  'SET auto_explain.log_analyze = on',
  'SET auto_explain.log_buffers = on',
  'SET client_min_messages = log',
];

const clients = "ARRAY['grown.00001', 'grown.0abcd', 'grown.fffff', 'grown.unknown']";
const reads = `
  SELECT * FROM read_clients(${clients}, array_fill((SELECT fingerprint FROM certificate ORDER BY id LIMIT 1), ARRAY[4]),
    array_fill('avista'::text, ARRAY[4]), array_fill('127.0.0.1'::inet, ARRAY[4]))`;

const records = `
  SELECT record_tokens(
    array_agg(gen_random_uuid()), array_agg(clock_timestamp()), array_agg(clock_timestamp() + interval '30 minutes'),
    array_agg(clock_timestamp() + interval '1 hour'), array_agg(a.id), array_agg(a.stamp), array_agg(c.id), array_agg(c.id),
    array_agg((SELECT fingerprint FROM certificate ORDER BY id LIMIT 1)), array_agg('avista'::text), array_agg('pix:read'::text),
    array_agg('127.0.0.1'::inet), array_agg('plan'::text),
    array_agg((SELECT kid FROM signing_key WHERE dropped_at IS NULL LIMIT 1)), interval '3 seconds')
  FROM account a JOIN credential c ON c.account_id = a.id WHERE c.client_id = ANY (${clients})`;

/** Returns the plans of one read and one record of several clients. Nothing stays in the tables. */
export const plansOfToken = async (adminUrl: string): Promise<readonly string[]> => {
  const client = new pg.Client(adminUrl);
  const plans: string[] = [];
  client.on('notice', ({ message }) => {
    if (message?.includes('token_issuance') || message?.includes('credential_contract')) plans.push(message);
  });
  await client.connect();
  try {
    for (const setting of settings) await client.query(setting);
    await client.query('BEGIN');
    // The first time reads pages into memory.
    for (const statement of [reads, reads, records, records]) await client.query(statement);
    await client.query('ROLLBACK');
  } finally {
    await client.end();
  }
  return plans;
};
