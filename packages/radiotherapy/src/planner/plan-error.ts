/** Settings that lead to no plan, such as one that gives its target no dose. */
export class PlanError extends Error {
  override name = 'PlanError'
}
