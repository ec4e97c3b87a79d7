/** Runs one piece of database work as a command, with the owner's `DATABASE_URL`. */
export async function runWithDatabaseUrl(work: (url: string) => Promise<void>): Promise<void> {
  const url = process.env.DATABASE_URL
  if (!url) {
    console.error("DATABASE_URL is missing, expected the owner's postgres:// URL")
    process.exitCode = 1
    return
  }
  await work(url)
}
