/** `Statements`: runs the statements of a transaction. TypeORM's `EntityManager` is one. */
export interface Statements {
  query(text: string, values?: unknown[]): Promise<unknown>;
}

/** `Transactions`: a pool of connections that runs transactions. */
export interface Transactions {
  transaction<T>(
    isolation: 'READ COMMITTED' | 'REPEATABLE READ',
    work: (statements: Statements) => Promise<T>,
  ): Promise<T>;
}
