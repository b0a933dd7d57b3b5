import { type Account, type AccountKind, merchantScopes, operatorScopes } from '../core/account.js';
import type { Books, BookWriter } from '../core/books.js';
import type { Held } from '../core/held.js';
import { invalid, name, networks, scopes, taxId } from './fields.js';

export interface AccountWish {
  readonly name: string;
  readonly kind?: AccountKind;
  /** CNPJ, with or without punctuation. */
  readonly taxId?: string;
  /** Left out: the standard ones of the kind. */
  readonly scopes?: readonly string[];
  /** CIDR blocks that requests must come from; none: anywhere. */
  readonly networks?: readonly string[];
  /** Whether certificates must carry the account's CNPJ. */
  readonly taxIdOnCertificate?: boolean;
  /** Whether introspection tells it of everybody's tokens. */
  readonly resourceServer?: boolean;
}

const standardScopes = { merchant: merchantScopes, operator: operatorScopes } as const;

export class OpenAccount {
  constructor(private readonly books: Books) {}

  async run(wish: AccountWish): Promise<Account> {
    return this.books.change((books) => this.within(books, wish));
  }

  /** The same as a part of a larger change. */
  async within(books: BookWriter, wish: AccountWish): Promise<Held<Account>> {
    const { kind = 'merchant', taxIdOnCertificate = false, resourceServer = false } = wish;
    if (taxIdOnCertificate && wish.taxId === undefined) {
      throw invalid('tax id', 'is needed, since certificates are to carry it');
    }
    return books.openAccount({
      name: name(wish.name),
      kind,
      taxId: wish.taxId === undefined ? null : taxId(wish.taxId),
      scopes: scopes(wish.scopes ?? standardScopes[kind]),
      networks: networks(wish.networks ?? []),
      taxIdOnCertificate,
      resourceServer,
    });
  }
}
