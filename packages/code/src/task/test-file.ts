import type { SyntaxNode } from '@lezer/common'

import { childrenOf, PythonProgram } from '../rules/python-program.ts'
import { testsOfAsserts } from '../tests/asserts.ts'
import type { Test } from '../tests/test.ts'

/**
 * The tests of a file of Python: each assertion at the beginning of a line and each function `test_...` is one; everything else is
 * run before each. What the file imports of the program (by the name of its file) comes from the program under test.
 * @throws TypeError for a file without tests, or that is no Python
 */
export function testsOfFile(source: string, file: string, program: string): Test[] {
  const tree = new PythonProgram(source)
  if (!tree.isWhole) throw new TypeError(`${file} is not Python that can be read`)
  const statements = childrenOf(tree.tree.topNode).filter(({ name }) => name !== 'Comment')
  const textOf = (node: SyntaxNode) => tree.textOf(node).trimEnd()
  const asserts = statements.filter(({ name }) => name === 'AssertStatement')
  const functions = statements.flatMap((node) => {
    const name = node.name === 'FunctionDefinition' ? tree.textOf(node.getChild('VariableName')!) : ''
    return name.startsWith('test_') ? [name] : []
  })
  const prelude = statements
    .filter((node) => node.name !== 'AssertStatement' && !isImportOf(textOf(node), program))
    .map(textOf)
    .join('\n\n')
  // All in one piece: names that nothing there defines are functions of the program.
  const whole = (code: string) => (prelude === '' ? code : `${prelude}\n\n${code}`)
  const tests: Test[] = [
    ...testsOfAsserts(asserts.map(textOf)).map((test) =>
      test.kind === 'script' ? { ...test, code: whole(test.code) } : test,
    ),
    ...functions.map((name): Test => ({ kind: 'script', id: name, code: whole(`${name}()`) })),
  ]
  if (tests.length > 0) return tests
  throw new TypeError(`Expected assertions or functions test_... in ${file}; there are none`)
}

/** `from program import a, b`, without other names for them. */
function isImportOf(text: string, program: string): boolean {
  return new RegExp(`^from\\s+\\.?${RegExp.escape(program)}\\s+import\\b(?!.*\\bas\\b)`).test(text)
}
