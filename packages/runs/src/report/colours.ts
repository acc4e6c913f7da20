/** The colours of a report in light and dark; texts keep a contrast of 4.5 to what they stand on, lines of 3. */
export const colours = {
  light: {
    page: '#faf9f6',
    card: '#ffffff',
    text: '#20242a',
    quiet: '#5b626b',
    line: '#dcd8d0',
    axis: '#83868a',
    accent: '#0d6a73',
    tint: '#d9eeee',
    'on-tint': '#0a4b52',
    removed: '#eceae5',
    'on-removed': '#585e66',
  },
  dark: {
    page: '#15181b',
    card: '#1d2125',
    text: '#e4e2dc',
    quiet: '#a4aab1',
    line: '#353b41',
    axis: '#7b838b',
    accent: '#68c4ca',
    tint: '#173a3e',
    'on-tint': '#b5e6e9',
    removed: '#2a2f34',
    'on-removed': '#a9afb6',
  },
} as const

/** The colours of curves; on both pages they keep a contrast of 3. */
export const curveColours = {
  light: ['#0d6a73', '#b4531b', '#5a4fb0', '#8a6d00', '#a8326e', '#4d5560'],
  dark: ['#68c4ca', '#f0a06a', '#ab9ff2', '#d8bb4a', '#ee8fbb', '#b3bac2'],
} as const
