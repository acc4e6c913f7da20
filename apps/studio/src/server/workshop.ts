import type { Checked, Forms, Order, Problem } from '../model/orders.ts'

/** Begins runs for the pages. The studio knows neither tasks nor engines: who starts it does. */
export interface Workshop {
  readonly forms: Forms
  /** What is wrong with an order, as far as that is known before it is begun; nothing is begun. */
  check(order: Order): Promise<Checked>
  /**
   * Begins what was ordered as a process of its own; the id of the run, once it goes on.
   * Rejects with Refused for an order that can not be carried out; nothing was paid then.
   */
  begin(order: Order): Promise<string>
}

/** An order that can not be carried out, and why. */
export class Refused extends Error {
  override name = 'Refused'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join('; '))
    this.problems = problems
  }
}
