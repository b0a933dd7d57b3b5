import { type AdminAnswer, openAdmin, type ProxiedAdminApi, type TestOperator } from './proxied-admin-api.js';

/** The admin API with approval, and two administrators. */
export interface ApprovingApi {
  readonly proxied: ProxiedAdminApi;
  readonly ana: TestOperator;
  readonly bia: TestOperator;
  /** What the stored request says now. */
  stored(id: string): Promise<Record<string, unknown>>;
  newestEvent(): Promise<Record<string, unknown>>;
}

export const openApproving = async (): Promise<ApprovingApi> => {
  const proxied = await openAdmin({ environment: { PORTARIA_APPROVAL: 'on' } });
  const [ana, bia] = [await proxied.operator(), await proxied.operator()];
  await proxied.app.database.sql(
    `UPDATE account SET name = CASE WHEN id = $1 THEN 'Ana' ELSE 'Bia' END WHERE id IN ($1, $2)`,
    [ana.id, bia.id],
  );
  return {
    ...{ proxied, ana, bia },
    stored: async (id) => (await ana.ask(`GET /approvals/${id}`)).json,
    newestEvent: async () => {
      const { json } = await ana.ask('GET /audit?limit=1');
      return (json['items'] as Record<string, unknown>[])[0] ?? {};
    },
  };
};

/** The id of the request that a 202 names. */
export const idIn = ({ status, json, body }: AdminAnswer): string => {
  if (status !== 202) throw new Error(`not waiting: ${String(status)} ${body}`);
  return String((json['approval'] as { id: unknown }).id);
};

export const approve = (operator: TestOperator, id: string, headers: Record<string, string> = {}) =>
  operator.ask(`POST /approvals/${id}/approve`, { body: {}, headers });
