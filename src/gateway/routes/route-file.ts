/** A file of the folder `PORTARIA_ROUTES_DIR`. */
export interface RouteFile {
  readonly file: string;
  readonly text: string;
}

/** Of the files that are route tables; the others are NGINX's. */
export const tableEnding = '.routes.json';

/** Of one table. The application reads them all again whenever one changes. */
export const tableBytesMax = 4 * 1024 * 1024;

export const isTableFile = ({ file }: Pick<RouteFile, 'file'>): boolean => file.endsWith(tableEnding);
