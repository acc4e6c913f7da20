export const served = false
