/** The query of what ends within 30 days, or did within the last 30 and was not replaced. */
export const soon = { expiringWithinDays: '30', limit: '200' } as const;
