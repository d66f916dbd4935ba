/** What a verification comes to: `accepted`, or the code of its error. */
export async function settled(verification: Promise<unknown>): Promise<string> {
  try {
    await verification;
    return 'accepted';
  } catch (error) {
    return (error as { code?: string } | undefined)?.code ?? String(error);
  }
}
