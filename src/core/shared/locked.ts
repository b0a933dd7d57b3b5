declare const locked: unique symbol;
/**
 * `Locked`: read and locked by the current change. Until that ends, no other change touches it, or
 * anything else of its account. Only a repository creates one, so no rule is applied to a value
 * that another change is just replacing.
 */
export type Locked<T> = T & { readonly [locked]: true };
