import { data, program, walls } from './needs.ts'
import type { Suite } from './suite.ts'

const humanEval = data('data/humaneval/HumanEval.jsonl.gz')
const dockings = [program('vina'), program('obabel'), data('data/dockstring'), data('ref/molecules')]
const docker = ['AutoDock Vina', 'Open Babel'] as const

/** Every suite by name; only what is run is loaded. */
export const suites: Readonly<Record<string, Suite>> = {
  core: {
    summary: 'How close a step comes to its critical path, and what the graph costs by itself',
    takes: '2 minutes',
    run: async (extent) => (await import('./core.ts')).core(extent),
  },
  'hidden-text': {
    summary: 'Optimizers on the way to a hidden text, with simulated models, against hill climbing',
    takes: 'minutes',
    run: async (extent) => (await import('./hidden-text.ts')).hiddenText(extent),
  },
  ablations: {
    summary:
      'What is left where feedback is degraded, random or missing, with simulated models and a known answer',
    takes: 'seconds',
    run: async () => (await import('./ablations.ts')).ablations(),
  },
  scaling: {
    summary: 'Quality and calls against the size of programs: depth, width, parameters, tools, numbers',
    takes: '3 minutes',
    asks: true,
    run: async (extent) => (await import('./scaling.ts')).scaling(extent),
  },
  'head-to-head': {
    summary: 'Rules and searches at the same starts and budgets: molecules, plans, programs',
    takes: 'hours',
    peers: ['Python', 'bubblewrap'],
    needs: [humanEval, walls],
    run: async (extent) => (await import('./compare-head-to-head.ts')).headToHead(extent),
  },
  pacing: {
    summary: "Whether pacing uses a provider's limits and no more, in minutes of 30 s",
    takes: '2 minutes',
    peers: ['openai (npm)'],
    run: async (extent) => (await import('./pacing.ts')).pacing(extent),
  },
  'pacing-real': {
    summary: 'The same in minutes of 60 s',
    takes: '4 minutes',
    peers: ['openai (npm)'],
    notQuick: 'its minutes have 60 s; the suite pacing is the same with shorter ones',
    run: async () => (await import('./pacing.ts')).pacingReal(),
  },
  store: {
    summary: 'What keeping a run costs for each call, and with a million events',
    takes: '3 minutes',
    run: async (extent) => (await import('./store.ts')).store(extent),
  },
  kills: {
    summary: 'Whether runs survive kill -9 at random moments and at every commit',
    takes: 'half an hour',
    run: async (extent) => (await import('./kills.ts')).killsSuite(extent),
  },
  workers: {
    summary: 'What an evaluation on workers takes besides itself, against bare BullMQ',
    takes: 'a minute',
    peers: ['Redis', 'BullMQ'],
    needs: [program('redis-server')],
    run: async (extent) => (await import('./workers.ts')).workersOverhead(extent),
  },
  studio: {
    summary: 'How soon a run of 10,000 steps, and an event that is told now, are on screen',
    takes: 'half a minute',
    needs: [program('chromium')],
    run: async (extent) => (await import('./studio.ts')).studio(extent),
  },
  'workers-docking': {
    summary: 'Docking by one worker and by two, against one Vina and two',
    takes: 'a quarter of an hour',
    peers: docker,
    needs: [...dockings, program('redis-server')],
    notQuick: 'with few molecules the start of a worker weighs more than its dockings',
    run: async () => [await (await import('./workers-docking.ts')).workersDocking()],
  },
  'workers-limit': {
    summary: 'Whether four worker processes keep one limit of a provider, and use it',
    takes: 'a minute',
    peers: ['Redis', 'BullMQ'],
    needs: [program('redis-server'), data('tools/sim')],
    notQuick: 'a limit is watched for a minute',
    run: async () => (await import('./workers-limit.ts')).workersLimit(),
  },
  'workers-scale': {
    summary: 'What one Redis carries, measured to 1,000 workers and simulated to 10,000',
    takes: '3 minutes',
    peers: ['Redis', 'BullMQ'],
    needs: [program('redis-server')],
    run: async ({ quick }) => {
      const { workersScale } = await import('./workers-scale.ts')
      return quick
        ? workersScale({ sizes: [4], checked: [[4, 0.05]], jobs: 200, simulated: [1, 100] })
        : workersScale()
    },
  },
  'workers-network': {
    summary: 'Whether a run loses anything while a cable between three hosts is out for half a minute',
    takes: '4 minutes',
    peers: ['Redis', 'BullMQ'],
    needs: [program('redis-server')],
    notQuick: 'the cable is out for half a minute, three times',
    run: async () => (await import('./workers-network.ts')).workersNetwork(),
  },
  qed: {
    summary: 'SMILES to QED, against Python RDKit on the same molecules; two workers against one',
    takes: 'a minute',
    peers: ['Python', 'Python RDKit'],
    run: async (extent) => (await import('./qed.ts')).qed(extent),
  },
  'molecules-memory': {
    summary: 'Whether scoring molecules leaks',
    takes: 'a minute',
    run: async (extent) => (await import('./molecules-memory.ts')).moleculesMemory(extent),
  },
  'molecules-recovery': {
    summary: 'How soon molecules are measured again after one that RDKit does not finish',
    takes: '15 seconds',
    run: async (extent) => (await import('./molecules-recovery.ts')).moleculesRecovery(extent),
  },
  'molecules-qed': {
    summary: 'How soon evolutionary search finds drug-like molecules',
    takes: 'minutes',
    run: async (extent) => (await import('./molecules-qed.ts')).moleculesQed(extent),
  },
  molecules: {
    summary: 'Rules against evolutionary search by docking, at equal dockings',
    takes: 'half an hour',
    peers: docker,
    needs: dockings,
    run: async (extent) => (await import('./molecules-design.ts')).moleculesDesign(extent),
  },
  docking: {
    summary: 'Docking and scheduling against Vina by hand; how long molecules take to get ready',
    takes: '18 minutes',
    peers: docker,
    needs: dockings,
    run: async (extent) => (await import('./docking.ts')).docking(extent),
  },
  'docking-parity': {
    summary: 'Scores of 20 dockings by hand, by Vina 1.2.7 and as published; imatinib in its crystal',
    takes: 'a quarter of an hour',
    peers: docker,
    needs: dockings,
    run: async (extent) => (await import('./docking-parity.ts')).dockingParity(extent),
  },
  dose: {
    summary: 'How long the dose-influence matrix of the C-shape takes',
    takes: 'half a minute',
    run: async (extent) => (await import('./dose.ts')).dose(extent),
  },
  fluence: {
    summary: 'The products and the solver of a fluence optimisation, against scipy',
    takes: 'minutes',
    peers: ['scipy', 'numpy'],
    needs: [data('ref/radiotherapy/cshape.json')],
    run: async (extent) => (await import('./fluence.ts')).fluence(extent),
  },
  plans: {
    summary: 'Rules against searches of the settings of plans, after 10 and 20 solves',
    takes: 'an hour or more',
    run: async (extent) => (await import('./plans.ts')).plans(extent),
  },
  'plan-goals': {
    summary: 'Which hard goals of the protocols can be met together',
    takes: 'an hour or more',
    run: async (extent) => (await import('./plan-goals.ts')).planGoals(extent),
  },
  repair: {
    summary: "How many bugs in HumanEval's solutions the rules repair",
    takes: 'minutes',
    peers: ['Python', 'bubblewrap'],
    needs: [humanEval, walls],
    run: async (extent) => (await import('./repair.ts')).repair(extent),
  },
  sandbox: {
    summary: 'HumanEval in sandboxes against forked CPythons; how soon a place is ready',
    takes: '2 minutes',
    peers: ['Python', 'bubblewrap'],
    needs: [humanEval, walls],
    run: async (extent) => (await import('./sandbox.ts')).sandbox(extent),
  },
  'sandbox-limits': {
    summary: 'How exactly limits of time and memory bind programs that take no notice of them',
    takes: 'a quarter of an hour',
    peers: ['Python', 'bubblewrap'],
    needs: [walls],
    run: async (extent) => (await import('./sandbox-limits.ts')).sandboxLimits(extent),
  },
}
