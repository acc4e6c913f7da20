import { RootCommand, ShellCompDirective } from '@bomb.sh/tab'

import { chosenBy, command, type Command, type Suggestion } from '../command.ts'
import { readFlags, type Flag, type Flags } from '../flags.ts'
import { UsageError } from '../usage-error.ts'

const shells = ['bash', 'zsh', 'fish', 'powershell']
const flags: Flags = { json: { type: 'boolean', description: 'Print the script as a JSON line' } }

/** Completion for shells, by tab (github.com/bombshell-dev/tab): the script that it prints asks this command again. */
export function completeCommand(root: () => Command): Command {
  return {
    ...command({
      name: 'complete',
      description:
        'Print what makes your shell complete commands, flags, their values, files and runs: source <(textgrad complete bash)',
      words: { shell: `One of ${shells.join(', ')}` },
      flags,
      example: 'textgrad complete bash',
      suggest: async () => shells.map((shell) => [shell, '']),
      run: async () => undefined,
    }),
    async start([first, ...rest]) {
      if (first === '--') return answer(rest, root())
      const { shell, json } = readFlags(first === undefined ? [] : [first, ...rest], flags, {
        'shell...?': '',
      })
      const [name, ...more] = shell as readonly string[]
      if (name === undefined || !shells.includes(name) || more.length > 0)
        throw new UsageError(
          `Expected one of ${shells.join(', ')}, such as: source <(textgrad complete bash)`,
        )
      const script = scriptFor(name)
      process.stdout.write(json ? `${JSON.stringify({ shell: name, script })}\n` : script)
    },
  }
}

/** Says what the last of the words may be, which are those of a command line as far as it was typed. */
async function answer(typed: readonly string[], root: Command): Promise<void> {
  const before = typed.slice(0, -1)
  const { chosen, rest } = chosenBy(before, root)
  if (isPath(chosen, before.at(-1) ?? '', typed.at(-1) ?? '')) {
    // Where nothing is offered and files are not ruled out, shells offer files.
    process.stdout.write(`:${ShellCompDirective.ShellCompDirectiveDefault}\n`)
    return
  }
  const offered = new RootCommand()
  const last = typed.at(-1) ?? ''
  for (const [name, one] of Object.entries(root.subCommands!)) add(offered, name, one, last)
  const isWord = !last.startsWith('-')
  if (chosen.suggest && isWord) suggestWords(offered, chosen, await chosen.suggest(rest))
  offered.parse([...typed])
}

/** Whether the last word is the value of a flag that names a file. */
function isPath({ flags: known = {} }: Command, before: string, last: string): boolean {
  const [, name] = /^--([^=]+)=/.exec(last) ?? /^--([^=]+)$/.exec(before) ?? []
  const flag: Flag | undefined = known[name ?? '']
  return flag?.path === true || flag?.mayBePath === true
}

function add(root: RootCommand, words: string, command: Command, last: string): void {
  const { description, flags: known = {}, subCommands = {} } = command
  const made = root.command(words, description)
  for (const [name, flag] of Object.entries(known)) {
    const values = valuesOf(flag, last)
    // A handler means that a value follows.
    if (flag.type === 'boolean') made.option(name, flag.description)
    else made.option(name, flag.description, (complete) => values.forEach((value) => complete(value, '')))
  }
  made.option('help', 'Say how it is typed')
  for (const [name, one] of Object.entries(subCommands)) add(root, `${words} ${name}`, one, last)
}

/** What the value of a flag may be, after what was typed of it. */
function valuesOf({ options = [], among }: Flag, last: string): readonly string[] {
  const typed = last.slice(last.indexOf('=') + 1)
  const before = typed.slice(0, typed.lastIndexOf(',') + 1)
  return among?.map((name) => before + name) ?? options
}

function suggestWords(root: RootCommand, { name }: Command, suggestions: readonly Suggestion[]): void {
  root.commands
    .get(name)!
    .argument('word', (complete) => suggestions.forEach(([word, about]) => complete(word, about)), true)
}

/** What a shell is to read. */
function scriptFor(shell: string): string {
  const lines: string[] = []
  const { log } = console
  console.log = (line: string) => void lines.push(line)
  try {
    new RootCommand().setup('textgrad', 'textgrad', shell)
  } finally {
    console.log = log
  }
  return `${[...lines, ...(shell === 'bash' ? [forBash] : [])].join('\n')}\n`
}

/** Without it bash offers no files; and its package bash-completion, of which the script takes a function, may be missing. */
const forBash = `\
complete -o default -F __textgrad_complete textgrad
declare -F _get_comp_words_by_ref >/dev/null || _get_comp_words_by_ref() {
    local line=\${COMP_LINE:0:COMP_POINT}
    read -ra words <<< "$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    cword=$((\${#words[@]} - 1))
    cur=\${words[cword]}
    prev=\${words[cword - 1]}
}`
