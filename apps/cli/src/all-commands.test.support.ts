import type { Command } from './command.ts'
import { tasks } from './tasks.ts'
import { root } from './textgrad.ts'

/** All commands that do something, by the words that are typed for them. */
export const allCommands: readonly Command[] = leavesOf(root)

function leavesOf(command: Command): Command[] {
  return command.subCommands ? Object.values(command.subCommands).flatMap(leavesOf) : [command]
}

/** All that other commands follow, the whole among them. */
export const allGroups: readonly Command[] = groupsOf(root)

function groupsOf(command: Command): Command[] {
  return command.subCommands ? [command, ...Object.values(command.subCommands).flatMap(groupsOf)] : []
}

/** What is typed for a command, without flags. */
export const wordsOf = ({ name }: Command): string[] => name.split(' ').filter(Boolean)

/** The name of a command without what is the same for all tasks and for all ablations. */
export function kindOf({ name }: Command): string {
  const names = tasks.map((task) => task.name).join('|')
  return name.replace(new RegExp(` (${names})$`), '').replace(/^(bench ablation) .*/, '$1')
}

/** The names of all commands that differ in more than that. */
export const kinds: readonly string[] = [...new Set(allCommands.map(kindOf))].toSorted()
