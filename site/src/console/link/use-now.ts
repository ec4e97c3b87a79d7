import { useEffect, useState } from 'react'

/** @returns Unix time in milliseconds, anew every second. */
export function useNow(): number {
  const [nowMs, set] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return nowMs
}
