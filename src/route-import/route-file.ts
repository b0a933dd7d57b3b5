/** A file of the folder `PORTARIA_ROUTES_DIR`. */
export interface RouteFile {
  readonly file: string;
  readonly text: string;
}

/** The ending of files that are route tables; the others are for NGINX. */
export const tableFileSuffix = '.routes.json';

/** The size limit of one table. The application reads all tables again whenever one changes. */
export const tableBytesMax = 4 * 1024 * 1024;

export const isTableFile = ({ file }: Pick<RouteFile, 'file'>): boolean => file.endsWith(tableFileSuffix);
