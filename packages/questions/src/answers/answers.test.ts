import { describe, expect, it } from 'vitest'

import { judge } from './answer-format.ts'
import { choiceAnswer } from './choice-answer.ts'
import { labelAnswer } from './label-answer.ts'
import { majorityVote } from './majority-vote.ts'
import { namedFormat } from './named-format.ts'
import { numberAnswer } from './number-answer.ts'
import { textAnswer } from './text-answer.ts'
import { wordsAnswer } from './words-answer.ts'

describe('choiceAnswer', () => {
  const strict = choiceAnswer()
  const paper = choiceAnswer({ reading: 'paper' })

  it.each([
    ['Answer: B', 'B', 'B'],
    ['**Answer:** (c)\n', 'C', undefined],
    ['**Answer**: D) 12', 'D', undefined],
    ['Answer: $\\boxed{\\text{A}}$', 'A', undefined],
    ['So the answer is (B).', 'B', undefined],
    ['ANSWER : d', 'D', 'd'],
    ['Answer: A. No, wait.\nAnswer: B', 'B', 'A'],
    ['The answer:\n\nA) is out, so\n\nAnswer: C', 'C', 'A'],
    ['Answer: AD', undefined, 'A'],
    ['Answer: Because of that, none', undefined, 'B'],
    ['Answer: None of the options', undefined, undefined],
    ['Answer: E', undefined, undefined],
    ['The answer is a prime number.', undefined, undefined],
    ['', undefined, undefined],
  ])('%j is strictly %j, and %j for the paper', (reply, strictly, asInPaper) => {
    expect([strict.parse(reply), paper.parse(reply)]).toEqual([strictly, asInPaper])
  })

  it('reads as many letters as there are options', () => {
    expect(choiceAnswer({ options: 18 }).parse('the answer is (R)')).toBe('R')
    expect(choiceAnswer({ options: 2 }).parse('Answer: C')).toBeUndefined()
    expect(choiceAnswer({ options: 6 }).read('(F)')).toBe('F')
    expect(() => choiceAnswer({ options: 1 })).toThrow(
      new RangeError('Expected options to be a whole number from 2 to 26, got 1'),
    )
  })
})

describe('numberAnswer', () => {
  const strict = numberAnswer()
  const paper = numberAnswer({ reading: 'paper' })

  it.each([
    ['3 + 5 = 8.', '8', '8'],
    ['It is -5', '-5', '5'],
    ['It is −5.50 degrees', '-5.5', '5'],
    ['x=-.5', '-0.5', undefined],
    ['$1,234,567.80 in all', '1234567.8', '1234567'],
    ['-$20', '-20', '20'],
    ['10-5 eggs', '5', '105'],
    ['10 -5', '5', '5'],
    ['on pages 3-7', '7', '37'],
    ['007', '7', '7'],
    ['-0.0', '0', '0'],
    ['1.5e3 metres', '1500', '1'],
    ['25e-3', '0.025', '253'],
    ['12345678901234567891', '12345678901234567891', '12345678901234567891'],
    ['18 tons of CO2', '18', '2'],
    ['Answer: 18 eggs\n\n(9 eggs at $2 each)', '18', '2'],
    ['#### 72\nDone in 3 steps', '72', '3'],
    ['A: 12\nA: 13', '13', '13'],
    ['Answer: see above, 41', '41', '41'],
    ['The count was 7.\nAnswer: unknown', undefined, '7'],
    ['The count was 7.\n\n**Answer:**\n\n8\n', '8', '8'],
    ['The count was 7.\nAnswer:', undefined, '7'],
    ['I can not answer that.', undefined, undefined],
  ])('%j is strictly %j, and %j for the paper', (reply, strictly, asInPaper) => {
    expect([strict.parse(reply), paper.parse(reply)]).toEqual([strictly, asInPaper])
  })

  it('D41: keeps sign and decimals, and no answer is not the answer 0', () => {
    expect(judge(strict, 'Answer: -5', '5').outcome).toBe('wrong')
    expect(judge(strict, 'Answer: 3.9', '3').outcome).toBe('wrong')
    expect(judge(strict, 'Answer: 3.90', '3.9').outcome).toBe('right')
    for (const format of [strict, paper]) {
      expect(judge(format, 'I would rather not say.', '0')).toEqual({
        outcome: 'unparsed',
        parsed: undefined,
      })
      expect(judge(format, 'Answer: 0', '0')).toEqual({ outcome: 'right', parsed: '0' })
    }
  })

  it('takes nothing but a number for a right answer', () => {
    expect([strict.read(' 1,000 '), strict.read('5 eggs'), strict.read('-$3.50')]).toEqual([
      '1000',
      undefined,
      '-3.5',
    ])
    expect(() => judge(strict, '5', 'five')).toThrow(
      new TypeError('Expected the right answer to be one that is read as number, got "five"'),
    )
  })
})

describe('wordsAnswer', () => {
  const format = wordsAnswer()

  it.each([
    ['So the answer is ant bee cow.', 'ant bee cow'],
    ['Final Answer: [Ant, "bee", cow]', 'ant bee cow'],
    ['**Answer:**\n1. ant\n2. bee\n3. cow\n\nThese are sorted.', 'ant bee cow'],
    ['ant bee cow', 'ant bee cow'],
    ["it&t o'clock", "it&t o'clock"],
    ['Answer: ...', undefined],
    ['  \n', undefined],
  ])('%j is %j', (reply, words) => expect(format.parse(reply)).toBe(words))

  it('is right in the right order alone', () => {
    expect(judge(format, 'Answer: bee ant', 'ant bee').outcome).toBe('wrong')
    expect(judge(format, 'Answer: Ant, bee.', 'ant bee').outcome).toBe('right')
  })
})

describe('labelAnswer', () => {
  const format = labelAnswer(['valid', 'invalid'])

  it.each([
    ['Answer: Invalid.', 'invalid'],
    ['It may look invalid.\nSo the answer is valid', 'valid'],
    ['Answer: valid, not invalid', 'valid'],
    ['Answer: neither valid nor invalid', undefined],
    ['Let me think.\n\n**valid**', 'valid'],
    ['It is valid.\nThat is all.', undefined],
  ])('%j is %j', (reply, label) => expect(format.parse(reply)).toBe(label))

  it('takes only its labels for right answers', () => {
    expect([format.read('Valid'), format.read('yes')]).toEqual(['valid', undefined])
    expect(() => labelAnswer(['yes'])).toThrow('Expected at least two labels, got 1')
  })
})

describe('textAnswer', () => {
  const format = textAnswer()

  it.each([
    ['Answer: Paris', 'paris'],
    ['The capital.\n**Answer:** "New  York".', 'new york'],
    ['Answer: ] ] >', '] ] >'],
    ['Thinking\nParis.', 'paris'],
    ['\\[ Answer: \\boxed{x = 2} \\]', 'x = 2'],
    [' ', undefined],
  ])('%j is %j', (reply, text) => expect(format.parse(reply)).toBe(text))

  it('compares what the data set writes in the same way', () => {
    expect(judge(format, 'Answer: ] ]', '] ]').outcome).toBe('right')
    expect(judge(format, 'Answer: new york', 'New York.').outcome).toBe('right')
  })
})

describe('formats by name', () => {
  it('refuse to be read as in the paper where the paper had no parser', () => {
    expect(namedFormat('number', { options: 4, reading: 'paper' }).parse('-5')).toBe('5')
    expect(() => namedFormat('words', { options: 4, reading: 'paper' })).toThrow(
      "Expected the reading 'strict' for answers that are words",
    )
  })
})

describe('majorityVote', () => {
  it('gives the most frequent answer, and of several the first', () => {
    expect(majorityVote(['A', 'B', 'B', 'C'])).toBe('B')
    expect(majorityVote(['C', 'B', 'B', 'C'])).toBe('C')
    expect(majorityVote(['D', undefined, undefined, 'D'])).toBe('D')
    expect(majorityVote(['D', undefined, undefined])).toBeUndefined()
    expect(majorityVote([])).toBeUndefined()
  })
})
