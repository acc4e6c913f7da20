/** As many digits as are of use to look at. */
export const rounded = (value: number): number => Number(value.toFixed(3))
