/** Returns a CNPJ as people write it, such as `12.345.678/0001-95`. */
export const cnpjText = (taxId: string | null): string =>
  taxId?.replace(/^(..)(...)(...)(....)(..)$/, '$1.$2.$3/$4-$5') ?? '–';
