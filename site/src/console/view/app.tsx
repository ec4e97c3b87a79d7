import { useConsole } from '../link/use-console.ts'
import { Board } from './board.tsx'
import { SignIn } from './sign-in.tsx'
import { TopBar } from './top-bar.tsx'
import { Waiting } from './waiting.tsx'
import './app.css'

export function App() {
  const { state, signIn, signOut, changed } = useConsole()
  const { session, seen, link } = state
  if (session.kind === 'out' || session.kind === 'limited') {
    return (
      <>
        <TopBar />
        <SignIn session={session} signIn={signIn} />
      </>
    )
  }
  if (!seen) {
    return (
      <>
        <TopBar />
        <Waiting link={link} />
      </>
    )
  }
  return <Board state={state} seen={seen} token={session.token} signOut={signOut} changed={changed} />
}
