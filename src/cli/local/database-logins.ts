import pg from 'pg';

export interface Login {
  readonly name: string;
  readonly password: string;
}

/** A database, its owner, who migrates, and the application's login. */
export interface DatabaseWish {
  readonly database: string;
  readonly owner: Login;
  readonly application: Login;
}

/** Makes what is missing of it, and sets both passwords. Safe to run again. */
export const keepDatabase = async (
  client: pg.Client,
  { database, owner, application }: DatabaseWish,
): Promise<void> => {
  await keepLogin(client, owner);
  await keepLogin(client, application);
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
  if (rowCount !== 0) return;
  const [name, ownerName] = [client.escapeIdentifier(database), client.escapeIdentifier(owner.name)];
  await client.query(`CREATE DATABASE ${name} OWNER ${ownerName}`);
};

/** Does the work on a connection of its own. */
export const asSuperuser = async (url: string, work: (client: pg.Client) => Promise<void>): Promise<void> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
};

const keepLogin = async (client: pg.Client, { name, password }: Login): Promise<void> => {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  const role = client.escapeIdentifier(name);
  await client.query(`${verb} ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
};
