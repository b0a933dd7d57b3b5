/** The claims that say who a token is for, as the contract calls them. `account` stands where `sub` is not the account. */
export type NamingClaims = { readonly sub: string } & Readonly<Record<string, string>>;
