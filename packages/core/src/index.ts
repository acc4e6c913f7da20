export type { Artifact, Axis, Curve, GridPlane, GridStack, Row } from './artifact.ts'
export type { BackwardOptions } from './graph/backward.ts'
export { budget } from './run/budget.ts'
export type { Budget, Limits, Reservation, Spend, SpendPurpose } from './run/budget.ts'
export { rootCall } from './run/call.ts'
export type { Call, CallOptions, ChildOptions, OnceOptions } from './run/call.ts'
export { json, number, shown, text } from './codec.ts'
export type { Codec } from './codec.ts'
export type { CheckedConstraint, Constraint } from './optimizers/constraint.ts'
export { DataLoader } from './strategies/data-loader.ts'
export type { DataLoaderOptions, DataLoaderState } from './strategies/data-loader.ts'
export { foldProblems, kFold } from './strategies/folds.ts'
export type { Fold, FoldOptions } from './strategies/folds.ts'
export { pairedBootstrap, signTest } from './strategies/paired-tests.ts'
export { around, compose, route } from './llm/engine.ts'
export type {
  Engine,
  EngineLayer,
  EngineSettings,
  GenerateRequest,
  GenerateResult,
  ImagePart,
  Message,
  Part,
  Purpose,
  RateLimit,
  RateLimits,
  Sampling,
  TriedValue,
  UpdateFacts,
  Usage,
} from './llm/engine.ts'
export { BudgetExceeded, EngineError, ParseError, StoreError, SystemError } from './errors.ts'
export type { EngineErrorKind, EngineErrorOptions } from './errors.ts'
export { inProcess } from './run/evaluator.ts'
export type { Evaluator, Job } from './run/evaluator.ts'
export { canonicalLog, inCanonicalOrder } from './run/event.ts'
export type {
  Best,
  EventBody,
  EventPlace,
  FindingKind,
  RunDescription,
  RunEvent,
  RunStatus,
  UpdateOutcome,
} from './run/event.ts'
export { graphOf, toDot, toMermaid } from './graph/draw.ts'
export type { DrawnGraph, DrawnNode, DrawOptions } from './graph/draw.ts'
export type { CitationKind } from './findings/citations.ts'
export { fn } from './graph/fn.ts'
export type { FnBackward, FnOptions } from './graph/fn.ts'
export { agentOp } from './llm/agent-op.ts'
export { budgeted } from './llm/budgeted.ts'
export { promptTokens } from './llm/prompt-tokens.ts'
export type { AgentOptions, AgentRun, Prompts, Texts } from './llm/agent-op.ts'
export { inWords } from './llm/agent-step.ts'
export type { AgentAnswer, AgentStep, ModelStep, ToolStep } from './llm/agent-step.ts'
export { FormattedLlmCall } from './llm/formatted-llm-call.ts'
export type { FormattedLlmCallOptions } from './llm/formatted-llm-call.ts'
export { always, improves, noWorse, significant } from './strategies/gate.ts'
export type { Gate, SignificantOptions } from './strategies/gate.ts'
export { feedback, satisfied } from './graph/gradient.ts'
export type { Feedback, Gradient, Trace, UseContext } from './graph/gradient.ts'
export { programProblem } from './run/program-problem.ts'
export type { ItemScore, ProgramProblemOptions } from './run/program-problem.ts'
export { usesOf } from './graph/uses.ts'
export type { ParameterUse } from './graph/uses.ts'
export { image } from './image.ts'
export type { Consistency } from './graph/consistency.ts'
export { demonstrations } from './llm/demonstrations.ts'
export type { Demonstration } from './llm/demonstrations.ts'
export { ImageQaLoss } from './losses/image-qa-loss.ts'
export type { ImageQaOptions, ImageQaValues } from './losses/image-qa-loss.ts'
export { MultiChoiceLoss } from './losses/multi-choice-loss.ts'
export type { MultiChoiceOptions } from './losses/multi-choice-loss.ts'
export { MultiFieldTokenParsedEvaluation } from './losses/multi-field-token-parsed-evaluation.ts'
export type { MultiFieldTokenParsedOptions } from './losses/multi-field-token-parsed-evaluation.ts'
export { TestLoss } from './losses/test-loss.ts'
export type { TestLossOptions, TestOutcome, TestReport } from './losses/test-loss.ts'
export { weighted } from './losses/weighted.ts'
export type { WeightedLoss } from './losses/weighted.ts'
export { gepa } from './strategies/gepa.ts'
export type { GepaOptions } from './strategies/gepa.ts'
export { beam } from './strategies/beam.ts'
export type { BeamOptions } from './strategies/beam.ts'
export { opro } from './strategies/opro.ts'
export type { OproOptions } from './strategies/opro.ts'
export { bootstrapFewShot } from './strategies/bootstrap-few-shot.ts'
export type { BootstrapFewShotOptions } from './strategies/bootstrap-few-shot.ts'
export type {
  DemonstrationByParameter,
  Label as DemonstrationLabel,
} from './strategies/demonstration-sets.ts'
export { reflexion } from './strategies/reflexion.ts'
export type { ReflexionOptions } from './strategies/reflexion.ts'
export { agreementMetrics, feedbackAgreement } from './strategies/feedback-agreement.ts'
export type { FeedbackAgreementOptions } from './strategies/feedback-agreement.ts'
export { feedbackQualities } from './strategies/feedback-quality.ts'
export type { FeedbackQuality } from './strategies/feedback-quality.ts'
export { wordings } from './prompts/wordings.ts'
export type { Wording } from './prompts/wordings.ts'
export { gradient } from './strategies/gradient.ts'
export type { GradientOptions } from './strategies/gradient.ts'
export { memoryJournal } from './run/journal.ts'
export type { Attempt, Journal, JournalEntry } from './run/journal.ts'
export type { Json } from './json.ts'
export { LlmCall, LlmCall as BlackboxLLM } from './llm/llm-call.ts'
export type { LlmCallOptions } from './llm/llm-call.ts'
export { Module } from './llm/module.ts'
export type { SavedParameters } from './llm/module.ts'
export { HumanLoss } from './losses/human-loss.ts'
export type { HumanLossOptions } from './losses/human-loss.ts'
export { MetricLoss } from './losses/metric-loss.ts'
export type { MetricLossOptions } from './losses/metric-loss.ts'
export { MultiFieldEvaluation } from './losses/multi-field-evaluation.ts'
export type { MultiFieldOptions } from './losses/multi-field-evaluation.ts'
export type { BackwardAt, BackwardMode, EdgeFeedback, Op, Passed, PassedFeedback, Use } from './graph/op.ts'
export { optimize } from './run/optimize.ts'
export type { OptimizeOptions, RunResult, Step } from './run/optimize.ts'
export type { Optimizer, ParameterUpdate } from './optimizers/optimizer.ts'
export type { Pay, ReplyFacts, RequestFacts } from './run/payments.ts'
export { compareEvaluations } from './run/problem.ts'
export type {
  Candidate,
  Dimension,
  Evaluation,
  ItemChoice,
  ItemEvaluation,
  Metric,
  Objective,
  Problem,
  Space,
} from './run/problem.ts'
export { random } from './run/random.ts'
export type { Random } from './run/random.ts'
export type { ReadOptions, RunStore, StoredEvent } from './run/run-store.ts'
export type { Evaluate, Evaluated, History, Proposal, Strategy } from './strategies/strategy.ts'
export { aggregate, sum } from './graph/sum.ts'
export { validateConfig } from './task.ts'
export type {
  Check,
  ConfigIssue,
  ConfigSchema,
  DataFile,
  DataSet,
  Needs,
  ScoredRow,
  RunFiles,
  Scorer,
  Task,
  TaskContext,
  ValidationResult,
} from './task.ts'
export { TextLoss } from './losses/text-loss.ts'
export type { LossOptions } from './losses/text-loss.ts'
export { Momentum } from './optimizers/momentum.ts'
export type { MomentumOptions } from './optimizers/momentum.ts'
export { OptimizerPrompts } from './optimizers/optimizer-prompts.ts'
export { Revolve } from './optimizers/revolve.ts'
export type { RevolveOptions } from './optimizers/revolve.ts'
export { TGD } from './optimizers/tgd.ts'
export type { TGDOptions } from './optimizers/tgd.ts'
export { constant, variable, Variable } from './graph/variable.ts'
export type { VariableOptions } from './graph/variable.ts'
