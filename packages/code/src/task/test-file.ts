import type { SyntaxNode } from '@lezer/common'

import { checkedProperty } from '../properties/checked-property.ts'
import { childrenOf, PythonProgram } from '../rules/python-program.ts'
import { testsOfAsserts } from '../tests/asserts.ts'
import type { Test } from '../tests/test.ts'
import { givenOf, isGiven, type Given } from './given-inputs.ts'

/**
 * The tests of a file of Python: each assertion at the beginning of a line and each function `test_...` is one, a property where it is
 * decorated with `@given(...)`; everything else is run before each. What the file imports of the program (by the name of its file) comes
 * from the program under test.
 * @throws TypeError for a file without tests, or that is no Python, or with inputs that are not described rightly
 */
export function testsOfFile(source: string, file: string, program: string): Test[] {
  const tree = new PythonProgram(source)
  if (!tree.isWhole) throw new TypeError(`${file} is not Python that can be read`)
  const statements = childrenOf(tree.tree.topNode).filter(({ name }) => name !== 'Comment')
  const textOf = (node: SyntaxNode) => tree.textOf(node).trimEnd()
  const asserts = statements.filter(({ name }) => name === 'AssertStatement')
  const functions = statements.flatMap((node) => testFunction(node, tree))
  const prelude = statements
    .filter((node) => node.name !== 'AssertStatement' && !isImportOf(textOf(node), program))
    .map((node) => {
      const given = functions.find((one) => one.node.parent?.from === node.from)?.given
      return given ? withoutGiven(node, tree) : textOf(node)
    })
    .join('\n\n')
  // All in one piece: names that nothing there defines are functions of the program.
  const whole = (code: string) => (prelude === '' ? code : `${prelude}\n\n${code}`)
  const tests: Test[] = [
    ...testsOfAsserts(asserts.map(textOf)).map((test) =>
      test.kind === 'script' ? { ...test, code: whole(test.code) } : test,
    ),
    ...functions.map(({ name, given }): Test =>
      given
        ? { kind: 'property', id: name, ...given, check: whole(`${name}(${argumentsOf(given)})`) }
        : { kind: 'script', id: name, code: whole(`${name}()`) },
    ),
  ]
  for (const test of tests) if (test.kind === 'property') checkedProperty(test, 'python')
  if (tests.length > 0) return tests
  throw new TypeError(`Expected assertions or functions test_... in ${file}; there are none`)
}

interface TestFunction {
  readonly name: string
  readonly node: SyntaxNode
  readonly given?: Given
}

/** A function `test_...`, if this statement defines one. */
function testFunction(statement: SyntaxNode, tree: PythonProgram): readonly TestFunction[] {
  const node = statement.name === 'DecoratedStatement' ? statement.getChild('FunctionDefinition') : statement
  const name = node?.name === 'FunctionDefinition' ? tree.textOf(node.getChild('VariableName')!) : ''
  if (!node || !name.startsWith('test_')) return []
  const given = givenOf(
    statement.getChildren('Decorator').map((one) => tree.textOf(one)),
    name,
  )
  if (given) return [{ name, node, given }]
  return statement === node ? [{ name, node }] : []
}

/** The definition with its other decorators. */
function withoutGiven(statement: SyntaxNode, tree: PythonProgram): string {
  return childrenOf(statement)
    .map((node) => tree.textOf(node).trimEnd())
    .filter((text) => !isGiven(text))
    .join('\n')
}

/** By their names, as the order of a function's parameters may be another one. */
const argumentsOf = ({ inputs }: Given): string =>
  Object.keys(inputs)
    .map((name) => `${name}=${name}`)
    .join(', ')

/** `from program import a, b`, without other names for them. */
function isImportOf(text: string, program: string): boolean {
  return new RegExp(`^from\\s+\\.?${RegExp.escape(program)}\\s+import\\b(?!.*\\bas\\b)`).test(text)
}
