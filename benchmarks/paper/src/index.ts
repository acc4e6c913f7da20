export { recomputed, recordedExperiments } from './experiments.ts'
export type { Figure } from './figure.ts'
export type { RecordedExperiment } from './recorded/experiment.ts'
export type { FolderOptions } from './recorded/folders.ts'
export { recordedData } from './recorded/sets.ts'
export type {
  Arm,
  ArmContext,
  ArmResults,
  ExperimentFile,
  LiveExperiment,
  LiveFigure,
  Outcome,
  TrialSpec,
} from './live/experiment.ts'
export { liveExperiments } from './live/experiments.ts'
