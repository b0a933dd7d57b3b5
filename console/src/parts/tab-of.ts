/** Returns the tab that an address names, or the first: an address may be typed, or older than the tabs. */
export const tabOf = <Tab extends string>(tabs: readonly [Tab, ...Tab[]], named: string | undefined): Tab =>
  tabs.find((tab) => tab === named) ?? tabs[0];
