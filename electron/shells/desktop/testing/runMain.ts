let starts = 0

/**
 * Runs main.ts as another start of the program would. A query makes it another module: resetting all
 * modules instead would part the fake that the shell holds from the one that tests hold.
 */
export async function runMain(): Promise<void> {
  starts += 1
  await import(/* @vite-ignore */ `../main.ts?start=${Date.now()}-${starts}`)
}
