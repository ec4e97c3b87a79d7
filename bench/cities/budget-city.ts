/** The city that the budgets speak about: it has a region of its own and is the farthest from the primary. */
export const BUDGET_CITY = 'bom'
