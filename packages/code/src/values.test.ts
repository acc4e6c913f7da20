import { describe, expect, it } from 'vitest'

import { readProblems } from './problem.ts'
import { program, programIn } from './values.ts'

describe('a program in a reply', () => {
  it.each([
    ['x = 1', 'x = 1'],
    ['Here:\n```python\nx = 1\n```\nDone.', 'x = 1\n'],
    ['```py\nshort\n```\nand\n```python\nlonger = 1\n```', 'longer = 1\n'],
    ['```bash\npip install something-long\n```\n```python\nx\n```', 'x\n'],
    ['```bash\npip install something-long\n```\n```\nx\n```', 'x\n'],
    ['~~~python\nx = """\n```\n"""\n~~~', 'x = """\n```\n"""\n'],
    ['````python\n```\n````', '```\n'],
    ['```python\nx = 1', 'x = 1'],
    ['```JavaScript\nx\n```', 'x\n'],
  ])('%j is %j', (reply, source) => {
    expect(programIn(reply, 'python')).toBe(source)
  })

  it('is the value of a variable', async () => {
    expect(await program('javascript').parse('a\n```js\nlet x\n```\n```python\nlonger one\n```')).toBe(
      'let x\n',
    )
    expect(program('python').render('x')).toBe('x')
  })
})

describe('a file of problems', () => {
  const line = {
    id: 'a',
    language: 'python',
    statement: 'Add.',
    entryPoint: 'add',
    tests: {
      local: [{ kind: 'call', id: '1', call: { function: 'add', args: [1, { $float: 2 }] }, expected: 3 }],
      hidden: [{ kind: 'stdio', id: '1', stdin: '', stdout: '' }],
    },
    limits: { cpuSeconds: 2 },
  }

  it('is read line by line', () => {
    expect(readProblems(`${JSON.stringify(line)}\n\n${JSON.stringify({ ...line, id: 'b' })}`)).toEqual([
      line,
      { ...line, id: 'b' },
    ])
  })

  it.each([
    ['{', 'line 1 is no problem'],
    [JSON.stringify({ ...line, language: 'cobol' }), 'language'],
    [JSON.stringify({ ...line, extra: 1 }), 'extra'],
    [JSON.stringify({ ...line, tests: { local: [{ kind: 'call', id: '1' }], hidden: [] } }), 'call'],
    [JSON.stringify(line).replace('{"$float":2}', '{"$floot":2}'), 'is no data'],
    [JSON.stringify(line).replace('"expected":3', '"expected":12345678901234567890'), 'is no data'],
    [
      JSON.stringify({
        ...line,
        tests: { ...line.tests, local: [...line.tests.local, ...line.tests.local] },
      }),
      'two tests have the id 1',
    ],
  ])('refuses %s', (text, message) => {
    expect(() => readProblems(text)).toThrow(TypeError)
    expect(() => readProblems(text)).toThrow(message)
  })
})
