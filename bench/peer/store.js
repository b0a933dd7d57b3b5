/**
 * The durable store of the peer: one plain read of the client and one plain insert for every token,
 * each a prepared statement. node-oidc-provider gives an adapter no JWT to keep, so the record is
 * written where it lets a token be completed, which it waits for.
 */
import pg from 'pg';

const connectionsMax = 16;

export const openStore = async (connectionString, clients) => {
  const pool = new pg.Pool({ connectionString, max: connectionsMax });
  await pool.query('CREATE TABLE IF NOT EXISTS peer_client (id text PRIMARY KEY, payload jsonb NOT NULL)');
  await pool.query(`CREATE TABLE IF NOT EXISTS peer_token (
    jti text PRIMARY KEY, client_id text NOT NULL, issued_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
    scope text, thumbprint text)`);
  await pool.query(
    `INSERT INTO peer_client SELECT c ->> 'client_id', c FROM jsonb_array_elements($1::jsonb) AS c
     ON CONFLICT (id) DO UPDATE SET payload = excluded.payload`,
    [JSON.stringify(clients)],
  );

  class Adapter {
    constructor(model) {
      this.model = model;
    }

    async find(id) {
      if (this.model !== 'Client') return undefined;
      const text = 'SELECT payload FROM peer_client WHERE id = $1';
      const { rows } = await pool.query({ name: 'client', text, values: [id] });
      return rows[0]?.payload;
    }

    async upsert() {
      throw new Error(`${this.model} is not kept`);
    }
  }

  const record = async (_ctx, token, parts) => {
    const { jti, iat, exp, scope, cnf } = parts.payload;
    await pool.query({
      name: 'token',
      text: `INSERT INTO peer_token (jti, client_id, issued_at, expires_at, scope, thumbprint)
             VALUES ($1, $2, to_timestamp($3), to_timestamp($4), $5, $6)`,
      values: [jti, token.clientId, iat, exp, scope, cnf?.['x5t#S256'] ?? null],
    });
    return parts;
  };
  return { adapter: Adapter, record };
};
