export function Intro() {
  return (
    <>
      <h1>Answered by the near&nbsp;side.</h1>
      <p className="lead">
        Nearside is one URL in front of several regions. The region nearest to you answers reads from its own
        Postgres replica; writes commit on the one primary. Every answer carries a receipt of what distance
        cost.
      </p>
    </>
  )
}
