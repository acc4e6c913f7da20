import { applied, type Edit, type EditMaker } from './edit.ts'
import { callEdits } from './edits/calls.ts'
import { conditionEdits } from './edits/conditions.ts'
import { constantEdits } from './edits/constants.ts'
import { expressionEdits } from './edits/expressions.ts'
import { insertionEdits } from './edits/insertions.ts'
import { nameEdits } from './edits/names.ts'
import { operatorEdits } from './edits/operators.ts'
import { statementEdits } from './edits/statements.ts'
import { enclosing, PythonProgram } from './python-program.ts'

const makers: readonly EditMaker[] = [
  operatorEdits,
  constantEdits,
  conditionEdits,
  expressionEdits,
  callEdits,
  nameEdits,
  statementEdits,
  insertionEdits,
]

/** A program that an edit makes. */
export interface Edited {
  readonly edit: Edit
  readonly source: string
  /** The line that is edited, from 1. */
  readonly line: number
}

/** Every program that one edit makes of this one and that is a program; each once, in the order of the text. */
export function editedPrograms(source: string): Edited[] {
  const program = new PythonProgram(source)
  const found = new Map<string, Edited>()
  for (const node of program.nodes) {
    if (node.name === 'Comment' || enclosing(node, ['ImportStatement', 'TypeDef'])) continue
    for (const edit of makers.flatMap((maker) => maker({ node, program }))) {
      const made = applied(program, edit)
      const known = found.get(made)
      if (made === source || (known && known.edit.prior >= edit.prior)) continue
      found.set(made, { edit, source: made, line: program.lineAt(edit.from) })
    }
  }
  return [...found.values()].filter((one) => new PythonProgram(one.source).isWhole)
}
