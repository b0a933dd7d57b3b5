declare const held: unique symbol;
/**
 * Read and locked by the change under way: until it ends nobody else changes it, nor anything else of its account. Only
 * the books make one, so a rule cannot be decided on what another change is just replacing.
 */
export type Held<T> = T & { readonly [held]: true };
