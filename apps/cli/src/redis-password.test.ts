import { afterEach, describe, expect, it, vi } from 'vitest'

import { passwordAside, withPassword } from './redis-password.ts'

afterEach(() => vi.unstubAllEnvs())

describe('the password of a Redis', () => {
  it('comes from the environment, whatever characters it has', () => {
    vi.stubEnv('TEXTGRAD_REDIS_PASSWORD', 'a:b@c/d?e#f%20 g')
    const url = withPassword('redis://here:6379')
    expect(new URL(url)).toMatchObject({ hostname: 'here', port: '6379', username: '' })
    expect(decodeURIComponent(new URL(url).password)).toBe('a:b@c/d?e#f%20 g')
    expect(withPassword('rediss://ann@here/2')).toMatch(/^rediss:\/\/ann:[^@]+@here\/2$/)
  })

  it('is the one that was typed, where one was', () => {
    vi.stubEnv('TEXTGRAD_REDIS_PASSWORD', 'other')
    expect(withPassword('redis://:typed@here')).toBe('redis://:typed@here')
    expect(withPassword('no address')).toBe('no address')
    vi.stubEnv('TEXTGRAD_REDIS_PASSWORD', '')
    expect(withPassword('redis://here')).toBe('redis://here')
  })

  it('can be put aside, where what is started then finds it', () => {
    vi.stubEnv('TEXTGRAD_REDIS_PASSWORD', 'other')
    const typed = 'rediss://ann:a%40b%2Fc@here:1/2'
    expect(passwordAside(typed)).toBe('rediss://ann@here:1/2')
    expect(withPassword('rediss://ann@here:1/2')).toBe(typed)
    expect(passwordAside('redis://here')).toBe('redis://here')
    expect(passwordAside('no address')).toBe('no address')
  })
})
