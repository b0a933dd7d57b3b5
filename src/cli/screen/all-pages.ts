/** The number of rows per query: a statement takes 65 535 parameters at most. */
const pageRows = 500;

interface PageQuery<Position> {
  readonly after?: Position;
  readonly limit: number;
}

/** Reads a list that is ordered by id page by page, and returns it whole. */
export const allPages = <Row extends { readonly id: string }>(
  read: (query: PageQuery<string>) => Promise<readonly Row[]>,
  after?: string,
): Promise<Row[]> => allPagesBy(({ id }) => id, read, after);

/** Reads a list in another order page by page: `positionOf` says where the next page begins. */
export const allPagesBy = async <Row, Position>(
  positionOf: (row: Row) => Position,
  read: (query: PageQuery<Position>) => Promise<readonly Row[]>,
  after?: Position,
): Promise<Row[]> => {
  const all: Row[] = [];
  let start = after;
  for (;;) {
    const found = await read({ ...(start !== undefined && { after: start }), limit: pageRows });
    all.push(...found);
    const last = found.at(-1);
    if (!last || found.length < pageRows) return all;
    start = positionOf(last);
  }
};
