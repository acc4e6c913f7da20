import { describe, expect, it } from 'vitest'

import type { Candidate } from '../run/problem.ts'
import { Material, unsupported, type CitationKind, type Facts } from './citations.ts'
import { numbersIn } from './numbers.ts'

const written = (text: string) => numbersIn(text).map((one) => one.text)

describe('the numbers of a text', () => {
  it.each([
    ['It scores 0.615, at least 0.9 is wanted.', ['0.615', '0.9']],
    ['The cord gets 46.7Gy, 1,234.5 in all, or 3e-4 of it', ['46.7', '1,234.5', '3e-4']],
    ['a share of 62 % or 38.5 per cent', ['62 %', '38.5 per cent']],
    ['between 20-30 and −41', ['20', '30', '41']],
    ['D95%, V20Gy, C-12, H2O, test_17, v1.2.3, the 21st, 10x and c1ccc(OC)cc1 are names', []],
    ['1. the first\n 12) the twelfth\n- 13 is none', ['13']],
    ['I give it 85/100, that is 17 out of 20', []],
  ])('%s', (text, expected) => expect(written(text)).toEqual(expected))
})

const facts = (...texts: string[]): Facts => ({ texts, material: new Material([], []) })
const about = (...candidates: Candidate[]) => ({ material: new Material([], candidates) })
const numbers = async (text: string, known: Facts) => (await unsupported(text, known)).map((one) => one.text)

describe('numbers that nobody told', () => {
  it.each([
    ['rounded', 'It is 0.62, about 0.6.', facts('QED is 0.61534')],
    ['a rounded large one', 'Some 1200 tokens', facts('1234 tokens')],
    ['a share in per cent', 'only 61.5 % of it', facts('a share of 0.6153')],
    ['per cent as a share', 'a share of 0.62', facts('62 % of it')],
    ['without its sign', 'it falls by 7.34', facts('a score of -7.341')],
    ['small whole ones', 'add 2 of these 10 groups', facts('')],
    ['of data', 'by 12.5 Gy', { texts: [], material: new Material([{ goals: [{ by: 12.48 }] }], []) }],
    ['of the value', 'the weight 250 is too high', { texts: [], ...about({ settings: 'PTV weight 250' }) }],
    ['with commas between', 'both 100 and 200, and 1,234', facts('[100,200] and 1,234')],
  ])('are none when they are told: %s', async (_, text, known) => {
    expect(await numbers(text, known)).toEqual([])
  })

  it.each([
    ['made up', 'It is 0.71.', facts('QED is 0.61534'), ['0.71']],
    ['more exact than was told', 'It is 0.6171.', facts('QED is 0.62'), ['0.6171']],
    ['rounded to nothing', 'about 100', facts('123'), ['100']],
    ['a share of something else', '61 %', facts('61.9'), ['61 %']],
    ['in words that were only written', 'at 41 Gy', facts('D41% is a name'), ['41']],
    ['twice, told once', '12.5 and again 12.5', facts(''), ['12.5']],
  ])('are found: %s', async (_, text, known, expected) => {
    expect(await numbers(text, known)).toEqual(expected)
  })
})

describe('things that a task names', () => {
  const organs: CitationKind = {
    kind: 'organs',
    find: (text) =>
      [...text.matchAll(/\b(bladder|rectum|cord|lung)\b/gi)].map(([name]) => name.toLowerCase()),
  }

  it('are there where the facts name them', async () => {
    expect(await unsupported('Spare the Rectum.', facts('rectum V70Gy <= 20 %'), [organs])).toEqual([])
    const wrong = await unsupported('Spare the cord, the lung, the cord.', facts('rectum'), [organs])
    expect(wrong).toEqual([
      { kind: 'organs', text: 'cord' },
      { kind: 'organs', text: 'lung' },
    ])
  })

  it('may be named by numbers, which are then no numbers', async () => {
    const atoms: CitationKind = {
      kind: 'atoms',
      find: (text) => [...text.matchAll(/atom (\d+)/g)].map(([, number]) => number!),
      known: (cited) => cited.filter((one) => Number(one) < 20),
    }
    expect(await unsupported('atom 12, atom 40 and 17', { ...facts(''), ...about({}) }, [atoms])).toEqual([
      { kind: 'numbers', text: '17' },
      { kind: 'atoms', text: '40' },
    ])
  })

  it('are there where the task knows them, of any of the candidates', async () => {
    const asked: string[] = []
    const kind: CitationKind = {
      ...organs,
      known: async (cited, { plan }) => {
        asked.push(`${plan}: ${cited.join(' ')}`)
        return cited.filter((one) => plan!.includes(one))
      },
    }
    const known = { ...facts('rectum'), ...about({ plan: 'cord 20' }, { plan: 'lung 30' }) }
    const said = 'rectum, cord, lung and bladder'
    expect(await unsupported(said, known, [kind])).toEqual([{ kind: 'organs', text: 'bladder' }])
    expect(asked).toEqual(['cord 20: cord lung bladder', 'lung 30: lung bladder'])
  })
})
