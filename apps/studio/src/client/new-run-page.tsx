import { useEffect, useId, useState } from 'react'

import type { Checked, FieldGroup, Forms, Order, Problem, TaskForm } from '../model/orders.ts'
import { useAsked } from './ask.ts'
import { Button } from './button.tsx'
import { Fields, useFields, type FieldsForm } from './fields.tsx'
import { addressOf, go } from './place.ts'
import { send } from './send.ts'
import { Plain } from './text.tsx'
import { useDoing } from './use-doing.ts'

/** Milliseconds after the last key until what was typed is checked. */
const pause = 300

/** Any task, with what it takes. */
export function NewRunPage() {
  const { answer: forms, error } = useAsked<Forms>('/forms')
  const [name, setName] = useState<string>()
  const field = useId()
  useEffect(() => {
    document.title = 'New run · textgrad studio'
  }, [])
  const task = forms?.tasks.find((one) => one.name === name) ?? forms?.tasks[0]
  return (
    <>
      <h1>New run</h1>
      {error !== undefined && <p className="remark">{error}</p>}
      {forms && !task && <p className="remark">This studio begins no runs: textgrad studio does.</p>}
      {forms && task && (
        <>
          <div className="field">
            <label htmlFor={field}>Task</label>
            <select id={field} value={task.name} onChange={({ target }) => setName(target.value)}>
              {forms.tasks.map((one) => (
                <option key={one.name}>{one.name}</option>
              ))}
            </select>
            <p className="about">{task.summary}</p>
          </div>
          <TaskFields key={task.name} task={task} folder={forms.folder} />
        </>
      )}
    </>
  )
}

function TaskFields({ task, folder }: { task: TaskForm; folder: string }) {
  const form = useFields(task.groups.flatMap(({ fields }) => fields))
  const order: Order = { do: 'run', task: task.name, values: form.values }
  const { checked, error } = useChecked(order)
  const doing = useDoing()
  const [sent, setSent] = useState('')
  // What was refused is shown until something else is typed; what is not typed yet is not wrong yet.
  const refused = sent === JSON.stringify(order) ? doing.refused : undefined
  const typed = (checked?.problems ?? []).filter(({ field }) => field === undefined || field in form.values)
  const problems = refused?.problems ?? typed
  useEffect(() => {
    if (refused) document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [refused])
  const submit = (event: { preventDefault(): void }): void => {
    event.preventDefault()
    setSent(JSON.stringify(order))
    doing.start('Looking whether it can begin …', async () => {
      const { run } = await send<{ run: string }>('/runs', order)
      go(addressOf({ run }))
    })
  }
  return (
    <form onSubmit={submit} noValidate>
      {task.needsModel && form.values['engine'] === undefined && (
        <p className="remark">This task needs a model: name one as engine, such as openai:gpt-5-mini.</p>
      )}
      {task.groups.map((group) => (
        <Group key={group.title} {...{ group, form, problems }} />
      ))}
      <Command command={checked?.command} folder={folder} />
      <p className="acts">
        <Button type="submit" className="main" isOff={doing.now !== undefined}>
          Begin the run
        </Button>
      </p>
      <p role="status" className="quiet">
        {doing.now ?? ''}
      </p>
      <Wrong problems={problems} message={refused?.message ?? error} isRefused={refused !== undefined} />
    </form>
  )
}

interface GroupProps {
  readonly group: FieldGroup
  readonly form: FieldsForm
  readonly problems: readonly Problem[]
}

function Group({ group: { title, fields, isOpen }, form, problems }: GroupProps) {
  const isWrong = problems.some(({ field }) => fields.some(({ name }) => name === field))
  const content = <Fields {...{ fields, form, problems }} name="run" />
  if (isOpen) {
    return (
      <fieldset>
        <legend>{title}</legend>
        {content}
      </fieldset>
    )
  }
  return (
    <details className="group" open={isWrong || undefined}>
      <summary>{title}</summary>
      {content}
    </details>
  )
}

/** What could be typed on a terminal instead. */
function Command({ command, folder }: { command: string | undefined; folder: string }) {
  const [copied, setCopied] = useState('')
  if (command === undefined) return null
  const copy = (): void => {
    navigator.clipboard.writeText(command).then(
      () => setCopied('Copied'),
      () => setCopied('The browser does not allow it: mark the words and copy them'),
    )
  }
  return (
    <section className="command" aria-labelledby="command">
      <h2 id="command">The same on the command line</h2>
      <pre className="value code" tabIndex={0}>
        {command}
      </pre>
      <p className="acts">
        <button type="button" onClick={copy}>
          Copy
        </button>
        <span role="status" className="quiet">
          {copied}
        </span>
      </p>
      <p className="quiet">
        In {folder}. Keys of models are those of the environment in which the studio was started. The run is a
        process of its own: it goes on when the studio ends.
      </p>
    </section>
  )
}

interface WrongProps {
  readonly problems: readonly Problem[]
  readonly message: string | undefined
  readonly isRefused: boolean
}

/** What is wrong with no field in particular, or that it is with some. */
function Wrong({ problems, message, isRefused }: WrongProps) {
  const general = problems.filter(({ field }) => field === undefined).map((one) => one.message)
  const placed = problems.length - general.length
  const words = problems.length === 0 && message !== undefined ? [message] : general
  if (isRefused && placed > 0) words.push(`Not begun: see ${placed === 1 ? 'the field' : 'the fields'} above`)
  if (words.length === 0) return null
  return (
    <p role={isRefused ? 'alert' : undefined} className="refused">
      <Plain text={words.join('; ')} />
    </p>
  )
}

/** What is wrong with an order, and the command that it is, as it is typed. */
function useChecked(order: Order): { readonly checked?: Checked; readonly error?: string } {
  const [state, set] = useState<{ checked?: Checked; error?: string }>({})
  const text = JSON.stringify(order)
  useEffect(() => {
    const controller = new AbortController()
    const timer = setTimeout(() => {
      const { signal } = controller
      send<Checked>('/orders', JSON.parse(text) as Order, { signal }).then(
        (checked) => set({ checked }),
        (error: Error) => {
          if (!signal.aborted) set({ error: error.message })
        },
      )
    }, pause)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [text])
  return state
}
