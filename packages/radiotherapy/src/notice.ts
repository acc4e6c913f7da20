/** What every export says. */
export const notice = 'Research only, not a medical device'
