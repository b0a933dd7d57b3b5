/** `DatabaseHost`: one PostgreSQL server, or what leads to one. */
export interface DatabaseHost {
  readonly host: string;
  readonly port: number;
}

/** `DatabaseAddress`: where a URL of PostgreSQL leads. */
export interface DatabaseAddress {
  readonly hosts: readonly DatabaseHost[];
  /** Whether only a server that accepts writes is meant (libpq's `target_session_attrs`). */
  readonly writable: boolean;
  /** The URL with the first host alone and without libpq's parameters, as the driver understands it. */
  readonly url: string;
}

const shape = /^(postgres(?:ql)?:\/\/)((?:[^/?#]*@)?)([^/?#@]*)([^?#]*)(?:\?([^#]*))?/;
const defaultPort = 5432;

/** The values of libpq's `target_session_attrs` that mean the primary. */
const writableAttributes: readonly string[] = ['read-write', 'primary'];

const hostOf = (text: string): DatabaseHost => {
  const [, host = '', port = ''] = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(text) ?? [];
  return { host: decodeURIComponent(host), port: port === '' ? defaultPort : Number(port) };
};

/** Reads a URL that `addressProblem` finds no fault in. */
export const databaseAddress = (text: string): DatabaseAddress => {
  const [, scheme = '', login = '', hosts = '', path = '', query = ''] = shape.exec(text) ?? [];
  const parameters = new URLSearchParams(query);
  const attributes = parameters.get('target_session_attrs');
  if (attributes === null) return { hosts: [hostOf(hosts)], writable: false, url: text };
  parameters.delete('target_session_attrs');
  const [first = ''] = hosts.split(',');
  const rest = parameters.size > 0 ? `?${parameters.toString()}` : '';
  return {
    hosts: hosts.split(',').map(hostOf),
    writable: true,
    url: `${scheme}${login}${first}${path}${rest}`,
  };
};

/** `DatabaseTarget`: a login and a database of a URL. */
export interface DatabaseTarget {
  readonly name: string;
  readonly password: string;
  readonly database: string;
}

/** Returns the URL with another login and database, and with the same hosts and parameters. */
export const urlAt = (text: string, { name, password, database }: DatabaseTarget): string => {
  const [, scheme = '', , hosts = '', , query = ''] = shape.exec(text) ?? [];
  const login = `${encodeURIComponent(name)}:${encodeURIComponent(password)}`;
  return `${scheme}${login}@${hosts}/${encodeURIComponent(database)}${query === '' ? '' : `?${query}`}`;
};

const isHost = (text: string): boolean =>
  /^(\[[0-9A-Fa-f:.]+\]|[^:[\]\s%]+)(:\d{1,5})?$/.test(text) && hostOf(text).port <= 65_535;

const isPercentEncoded = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * Returns what is wrong with the hosts of a URL; `null` when nothing is. The driver knows none of libpq's
 * words for several hosts: it would look up a host with the name `h1,h2`, or write to a standby.
 */
export const addressProblem = (text: string): string | null => {
  const [, , login = '', hosts = '', path = '', query = ''] = shape.exec(text) ?? [];
  if (![login, hosts, path].every(isPercentEncoded))
    return 'has a % that begins no percent-encoding: write a % of the password as %25';
  const parameters = new URLSearchParams(query);
  const several = /,|%2c/i;
  const inParameters = ['host', 'hostaddr', 'port'].flatMap((name) => parameters.getAll(name));
  if (inParameters.some((value) => several.test(value)) || parameters.getAll('host').length > 1)
    return 'names several hosts in its parameters. Write them before the database, as in h1:5432,h2:5432';
  if (parameters.has('load_balance_hosts'))
    return 'has load_balance_hosts, but every session must be at the primary: remove it';
  const attributes = parameters.getAll('target_session_attrs');
  if (attributes.some((value) => !writableAttributes.includes(value)) || attributes.length > 1)
    return 'has a target_session_attrs that allows a standby: set target_session_attrs=read-write';
  if (several.test(hosts) && attributes.length === 0)
    return 'names several hosts: add target_session_attrs=read-write, so that every session is at the primary';
  if (attributes.length === 1 && inParameters.length > 0)
    return 'has target_session_attrs beside host, hostaddr or port: write the hosts before the database';
  if (attributes.length === 1 && !hosts.split(',').every(isHost))
    return 'has a host that is not a name or address with a port: write them as in h1:5432,h2:5432';
  return null;
};
