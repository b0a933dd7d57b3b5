import { join } from 'node:path';

export const repository = join(import.meta.dirname, '../..');

/**
 * The compiled programs that tests start in processes of their own. With `TEST_BUNDLE=1` they are those of the
 * bundle, which is what is shipped.
 */
export const isBundle = process.env['TEST_BUNDLE'] === '1';

const folder = join(repository, isBundle ? 'dist/bundle' : 'dist/src');
export const application = join(folder, 'main.js');
export const commandLine = join(folder, 'cli.js');
