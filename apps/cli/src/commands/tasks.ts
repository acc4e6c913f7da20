import { command, type Command } from '../command.ts'
import { screenOf } from '../screen.ts'
import { tasks as all } from '../tasks.ts'

export const tasks: Command = command({
  name: 'tasks',
  description: 'List what can be optimised',
  flags: { json: { type: 'boolean', description: 'Print a JSON line per task' } },
  example: 'textgrad tasks',
  async run({ json }) {
    const screen = screenOf(process.stdout)
    for (const task of all) {
      const { name, summary, score } = task
      const facts = { name, summary, rules: task.rules !== undefined, score: score !== undefined }
      if (json) screen.write(JSON.stringify(facts))
      else screen.write(`${screen.style('bold', name.padEnd(16))}${summary}`)
    }
  },
})
