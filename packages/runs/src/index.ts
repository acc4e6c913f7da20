export { renderReport } from './report.ts'
export type { ReportOptions } from './report.ts'
