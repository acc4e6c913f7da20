throw new Error('no chemistry today')
