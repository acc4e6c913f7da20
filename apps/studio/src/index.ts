export { isLoopback, startStudio } from './server/start-studio.ts'
export type { Studio, StudioOptions } from './server/start-studio.ts'
