/** The number of rows per query: a statement takes 65 535 parameters at most. */
const pageRows = 500;

interface PageQuery {
  readonly after?: string;
  readonly limit: number;
}

/** Reads a list that is ordered by id page by page, and returns it whole. */
export const allPages = async <Row extends { readonly id: string }>(
  read: (query: PageQuery) => Promise<readonly Row[]>,
  after?: string,
): Promise<Row[]> => {
  const all: Row[] = [];
  let start = after;
  for (;;) {
    const found = await read({ ...(start !== undefined && { after: start }), limit: pageRows });
    all.push(...found);
    const last = found.at(-1);
    if (!last || found.length < pageRows) return all;
    start = last.id;
  }
};
