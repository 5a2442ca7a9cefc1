/** A fake as the shell's own code types it: a test's assertion that it has what is used. */
export const real = <T>(fake: object): T => fake as T
