/** A goal that can not be: its text as it was written, and the rule that it breaks. */
export class GoalError extends TypeError {
  override name = 'GoalError'
  readonly goal: string
  readonly rule: string

  constructor(goal: string, rule: string, options?: ErrorOptions) {
    super(`the goal '${goal}': ${rule}`, options)
    this.goal = goal
    this.rule = rule
  }
}
