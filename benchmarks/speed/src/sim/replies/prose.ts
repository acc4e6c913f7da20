import type { Random } from '../random.ts'

const words = [
  'clear brief reason example state answer check unit step limit input output edge case number list order rule keep',
  'drop change tighten explain verify count sum compare name define avoid repeat show result because when then must',
  'should may never always first last each every value text part whole simple exact',
].flatMap((line) => line.split(' '))

/** Sentences of words that mean nothing, about so many tokens long. */
export function prose(random: Random, tokens: number): string {
  const said: string[] = []
  let characters = 0
  let inSentence = 0
  while (characters < tokens * 4) {
    let word = random.pick(words)
    if (inSentence === 0) word = word[0]!.toUpperCase() + word.slice(1)
    inSentence++
    if (inSentence > 6 && random.float() < 0.25) {
      word += '.'
      inSentence = 0
    }
    said.push(word)
    characters += word.length + 1
  }
  return said.join(' ')
}
