declare const locked: unique symbol;
/**
 * `Locked`: read and locked by the change under way. Until that ends no other change touches it, nor anything else of
 * its account. Only a repository makes one, so no rule is decided on what another change is just replacing.
 */
export type Locked<T> = T & { readonly [locked]: true };
