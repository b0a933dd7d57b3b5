import type { MigrationInterface, QueryRunner } from 'typeorm';

const accented = 'ÁÀÂÃÄÅÇÉÈÊËÍÌÎÏÑÓÒÔÕÖÚÙÛÜáàâãäåçéèêëíìîïñóòôõöúùûü';
const plain = 'aaaaaaceeeeiiiinooooouuuuaaaaaaceeeeiiiinooooouuuu';

/**
 * Operators search by the beginnings of the words of a name, without regard to case and accents, and by CNPJ. Both are by
 * index with a million accounts. Full-text search is a part of PostgreSQL; trigrams would need an extension. The text search
 * configuration `simple` knows no language: every word of a name counts. src/storage/repositories/postgres-search.ts
 * searches by the same expression.
 */
export class SearchIndexes1795219200078 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX account_name_words ON account USING gin (
        to_tsvector('simple'::regconfig,
          regexp_replace(lower(translate(name, '${accented}', '${plain}')), '[^[:alnum:]]+', ' ', 'g')))
        WITH (fastupdate = off);
      CREATE INDEX account_tax_id ON account (tax_id text_pattern_ops) WHERE tax_id IS NOT NULL;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
