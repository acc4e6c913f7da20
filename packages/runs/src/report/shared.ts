/**
 * What a page that draws a run shares with its report: figures, differences, scales and colours. None of it needs
 * Node.js.
 */
export { axisMarks, coordinate, counting, linear, rangeAcross, rangeUp } from './axes.ts'
export type { Frame } from './axes.ts'
export { colours, curveColours } from './colours.ts'
export { differenceOf, isToken } from './difference.ts'
export type { Piece } from './difference.ts'
export { drawCurves } from './drawn-curves.ts'
export { count, difference, dollars, duration, figure, instant } from './figures.ts'
export { gridBands } from './grid.ts'
export { visible } from './html.ts'
export { engineFor, isByRules, purposes } from './totals.ts'
export { firstWords, styleOf } from './value.ts'
